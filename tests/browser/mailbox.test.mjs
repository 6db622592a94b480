// The mailbox in Burmese, with Burmese digits, in Firefox without scripts: the engine of Tor Browser at its safest.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { firefox } from './browsers.mjs';
import { openLine } from './line.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
// Large enough that the server stores its sealed tip as a file.
const photo = path.join(here, '../../target/large.jpg');
const shots = path.join(here, '../../target/screenshots');
let line;

before(async () => {
  await mkdir(shots, { recursive: true });
  const small = await readFile(path.join(here, '../fixtures/photo.jpg'));
  await writeFile(photo, Buffer.concat(Array(8).fill(small)));
  line = await openLine(); });
after(async () => { await line?.close(); });

const inBurmese = (code) => [...code].map((c) => (c === ' ' ? ' ' : String.fromCharCode(0x1040 + Number(c)))).join('');
const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());
const press = async (page, button) => {
  await page.focus(button);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
};

test('a reply is read and answered in Burmese, with Burmese digits, in Firefox without scripts', async () => {
  const browser = await firefox();
  try {
    const page = await browser.open();
    await page.goto(`${line.url}/my/tip`);
    await page.focus('[name=story]');
    await page.keyboard.type('a tip from Firefox');
    await press(page, 'form button[type=submit]');
    const code = await text(page, 'output#code');
    await line.reply('a tip from Firefox', 'ဘယ်အဆောက်အအုံလဲ');
    await page.goto(`${line.url}/my/mailbox`);
    await page.focus('[name=code]');
    await page.keyboard.type(inBurmese(code));
    await press(page, 'button[value=open]');
    await page.screenshot({ path: path.join(shots, 'firefox-my-mailbox.png'), fullPage: true });
    assert.equal(await text(page, '.words'), 'ဘယ်အဆောက်အအုံလဲ');
    await page.focus('[name=story]');
    await page.keyboard.type('the one by the river');
    await (await page.$('[name=files]')).uploadFile(photo);
    await press(page, 'button[value=send]');
    assert.ok(await page.$('[role=status]'), await text(page, 'main'));
    await press(page, 'button[value=erase]');
    assert.equal(await page.$('.words'), null, 'what was read is still there');
    const tips = await line.desk();
    assert.equal(tips.length, 1);
    assert.ok(tips[0].messages.some((message) => message.from === 'sender' && message.text === 'the one by the river'));
    assert.equal(tips[0].files.length, 1);
    // After a backup and a dispatch, the server has nothing left of the tip. It never had a word or the code.
    const secrets = ['a tip from Firefox', 'ဘယ်အဆောက်အအုံလဲ', 'the one by the river', code, inBurmese(code), code.replaceAll(' ', ''), 'AGE-SECRET-KEY-1'];
    assert.deepEqual(await line.away(...secrets), { left: [0, 0], found: [] });
  } finally { await browser.close(); }
});
