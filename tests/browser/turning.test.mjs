// Another language in the middle of writing. Every word comes along, with keys alone, with scripts and without. Enter
// still sends the form.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { chromium, firefox } from './browsers.mjs';
import { digests, photo, send } from './filling.mjs';
import { exchange, openRelay } from './capture.mjs';
import { openLine } from './line.mjs';

let line;
let relay;

before(async () => { line = await openLine(); relay = await openRelay(line.url); });
after(async () => { relay?.close(); await line?.close(); });

const words = (page) => page.evaluate(() => [...document.querySelectorAll('main input[type=text], main textarea')].map((field) => field.value).filter(Boolean));
const turn = (page, lang) => send(page, `.tongues button[value=in-${lang}]`);

async function write(page, story) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
  await page.focus('details input[type=text]');
  await page.keyboard.type('typed in a closed block');
  await page.evaluate(() => {
    document.querySelector('details input[type=checkbox]').checked = true;
    document.querySelector('details select').selectedIndex = 2;
  });
  await page.focus('[name=story]');
  await page.keyboard.type(story);
}

for (const [name, open, scripts] of [
  ['Chromium as a phone, scripts off', () => chromium({ phone: true }), false],
  ['Chromium, scripts on', () => chromium(), true],
  ['Firefox, scripts off', firefox, false],
]) {
  test(`${name}: a form that is half filled in comes back in another language, and is then sent by Enter`, async () => {
    const browser = await open();
    try {
      const page = await browser.open({ scripts });
      await page.goto(`${line.url}/en/tip`);
      // It also works while the required field is empty.
      await turn(page, 'ar');
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'ar');
      const token = await page.evaluate(() => document.querySelector('[name=token]').value);
      const story = `${name} <b>"&amp;'`;
      await write(page, story);
      const typed = await words(page);
      assert.equal(typed.length, 2);
      for (const lang of ['my', 'th']) {
        await turn(page, lang);
        assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
        assert.equal(new URL(page.url()).pathname, `/${lang}/tip`);
        assert.deepEqual(await words(page), typed);
        assert.deepEqual(await page.evaluate(() => [document.querySelectorAll('details input:checked').length, document.querySelector('details select').selectedIndex, document.querySelector('[name=token]').value]), [1, 2, token]);
        assert.equal(await page.evaluate(() => document.querySelectorAll('[role=alert]').length), 0);
      }
      await page.focus('details[open] input[type=text]');
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      assert.ok(await page.$('output#code'), 'Enter does not send');
      const tips = (await line.desk()).filter((tip) => tip.story === story);
      assert.deepEqual(tips.map((tip) => tip.language), ['th']);
    } finally { await browser.close(); }
  });
}

test('without scripts a chosen file is named, to be chosen again', async () => {
  const browser = await chromium({ phone: true });
  try {
    const page = await browser.open();
    await page.goto(`${line.url}/en/tip`);
    await page.type('[name=story]', 'with a photograph');
    await (await page.$('[name=files]')).uploadFile(photo);
    await turn(page, 'th');
    assert.match(await page.$eval('main .note', (note) => note.textContent), /photo\.jpg/);
    assert.deepEqual(await words(page), ['with a photograph']);
  } finally { await browser.close(); }
});

test('with scripts a chosen file stays chosen, is not sent, and the page has all of the other language', async () => {
  const browser = await chromium();
  try {
    const page = await browser.open({ scripts: true });
    await page.goto(`${relay.url}/en/tip`);
    await page.type('[name=story]', 'a photograph that stays');
    await (await page.$('[name=files]')).uploadFile(photo);
    const trace = await relay.during(async () => {
      await page.focus('.tongues button[value=in-ar]');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.documentElement.lang === 'ar' && document.dir === 'rtl');
    });
    // The size of any act without a file.
    assert.ok(exchange(trace).up < 70_000, `${exchange(trace).up} bytes`);
    assert.deepEqual(await words(page), ['a photograph that stays']);
    assert.equal(new URL(page.url()).pathname, '/ar/tip');
    assert.match(await page.$eval('.count-letters', (count) => count.textContent), /[٠-٩]/);
    assert.deepEqual(await page.$eval('[name=files]', (files) => [...files.files].map((file) => file.name)), ['photo.jpg']);
    await page.focus('main form button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('output#code');
    const tip = (await line.desk()).find((tip) => tip.story === 'a photograph that stays');
    assert.deepEqual([tip.language, ...tip.files.map((file) => file.sha256)], ['ar', ...await digests(photo)]);
  } finally { await browser.close(); }
});

test('with scripts a chosen file stays chosen, and is not sent, while a reply is erased', async () => {
  const browser = await chromium();
  try {
    const page = await browser.open({ scripts: true });
    await page.goto(`${relay.url}/en/tip`);
    await page.type('[name=story]', 'answered, and erased');
    await send(page);
    const code = await page.$eval('output#code', (output) => output.textContent.trim());
    await line.reply('answered, and erased', 'which one?');
    await page.goto(`${relay.url}/en/mailbox`);
    await page.type('[name=code]', code);
    await send(page, 'button[value=open]');
    await page.type('[name=story]', 'this one');
    await (await page.$('[name=files]')).uploadFile(photo);
    const trace = await relay.during(async () => {
      await page.focus('button[value=erase]');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => !document.querySelector('.words'));
    });
    assert.ok(exchange(trace).up < 70_000, `${exchange(trace).up} bytes`);
    assert.deepEqual(await words(page), ['this one']);
    assert.deepEqual(await page.$eval('[name=files]', (files) => [...files.files].map((file) => file.name)), ['photo.jpg']);
    await page.focus('button[value=send]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('[name=story]')?.value === '');
    const tip = (await line.desk()).find((tip) => tip.story === 'answered, and erased');
    assert.deepEqual(tip.files.map((file) => file.sha256), await digests(photo));
  } finally { await browser.close(); }
});

test('a code that is half typed, and what is written in an open mailbox, come along', async () => {
  const browser = await firefox();
  try {
    const page = await browser.open();
    await page.goto(`${line.url}/en/tip`);
    await page.focus('[name=story]');
    await page.keyboard.type('for a mailbox in two languages');
    await send(page);
    const code = await page.$eval('output#code', (output) => output.textContent.trim());
    await line.reply('for a mailbox in two languages', 'a reply');
    await page.goto(`${line.url}/en/mailbox`);
    await page.focus('[name=code]');
    await page.keyboard.type(code.slice(0, 20));
    await turn(page, 'vi');
    assert.deepEqual(await words(page), [code.slice(0, 20)]);
    await page.focus('[name=code]');
    await page.keyboard.press('End');
    await page.keyboard.type(code.slice(20));
    await send(page, 'button[value=open]');
    await page.focus('[name=story]');
    await page.keyboard.type('half an answer');
    await turn(page, 'ur');
    assert.deepEqual(await words(page), ['half an answer']);
    assert.equal(await page.$eval('.words', (text) => text.textContent), 'a reply');
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
    await send(page, 'button[value=send]');
    assert.ok(await page.$('[role=status]'));
    const tip = (await line.desk()).find((tip) => tip.story === 'for a mailbox in two languages');
    assert.ok(tip.messages.some((message) => message.text === 'half an answer'));
  } finally { await browser.close(); }
});
