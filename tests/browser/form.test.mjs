// The form, filled in as a person would, in the browsers that people have.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { chromium, firefox } from './browsers.mjs';
import { openLine } from './line.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const photo = path.join(here, '../fixtures/photo.jpg');
const shots = path.join(here, '../../target/screenshots');
const languages = ['en', 'th', 'my'];
let line;

before(async () => { await mkdir(shots, { recursive: true }); line = await openLine(); });
after(async () => { await line?.close(); });

// puppeteer reads the page through the debugger, which works with the page's own scripts off.
const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());

async function submit(page) {
  await page.focus('form button[type=submit], form input[type=submit]');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

async function walk(page, lang, story, shot) {
  await page.goto(`${line.url}/`);
  await page.goto(`${line.url}/${lang}/`);
  await page.screenshot({ path: path.join(shots, `${shot}-landing.png`), fullPage: true });
  await page.goto(`${line.url}/${lang}/safety`);
  await page.screenshot({ path: path.join(shots, `${shot}-safety.png`), fullPage: true });
  await page.goto(`${line.url}/${lang}/tip`);
  await page.screenshot({ path: path.join(shots, `${shot}-form.png`), fullPage: true });
  await page.focus('[name=story]');
  await page.keyboard.type(story);
  const files = await page.$('[name=files]');
  await files.uploadFile(photo);
  await submit(page);
  await page.screenshot({ path: path.join(shots, `${shot}-receipt.png`), fullPage: true });
  return text(page, 'output#code');
}

async function arrives(story) {
  const tips = await line.desk();
  const found = tips.filter((tip) => tip.story === story);
  assert.equal(found.length, 1, `"${story}" stands at the desk ${found.length} times`);
  const expected = createHash('sha256').update(await readFile(photo)).digest('hex');
  assert.deepEqual(found[0].files.map((file) => file.sha256), [expected]);
}

test('Chromium as a phone, scripts off: a tip with a photograph arrives, in each language', async () => {
  const browser = await chromium({ phone: true });
  try {
    for (const lang of languages) {
      const story = `chromium phone ${lang}`;
      const code = await walk(await browser.open(), lang, story, `phone-${lang}`);
      assert.match(code, /^\d{4}( \d{4}){6}$/);
      await arrives(story);
    }
  } finally { await browser.close(); }
});

test('Chromium on a desktop, dark, scripts on: a tip with a photograph arrives', async () => {
  const browser = await chromium({ dark: true });
  try {
    const story = 'chromium desktop';
    assert.match(await walk(await browser.open({ scripts: true }), 'en', story, 'desktop-dark-en'), /^\d{4}( \d{4}){6}$/);
    await arrives(story);
  } finally { await browser.close(); }
});

test('Firefox with scripts off, the engine of Tor Browser at its safest: a tip with a photograph arrives', async () => {
  const browser = await firefox();
  try {
    const story = 'firefox without scripts';
    assert.match(await walk(await browser.open(), 'en', story, 'firefox-en'), /^\d{4}( \d{4}){6}$/);
    await arrives(story);
  } finally { await browser.close(); }
});

test('a refused form gives back every word, and names the file to choose again', async () => {
  const browser = await chromium({ phone: true });
  try {
    for (const lang of languages) {
      const page = await browser.open();
      await page.goto(`${line.url}/${lang}/tip`);
      // The browser itself would stop an empty required field; somebody older's would not.
      await page.$eval('form', (form) => { form.noValidate = true; });
      await page.$$eval('details', (all) => all.forEach((details) => { details.open = true; }));
      const field = await page.$('details input[type=text], details textarea');
      await field.focus();
      await page.keyboard.type('typed before the refusal');
      await (await page.$('[name=files]')).uploadFile(photo);
      await submit(page);
      await page.screenshot({ path: path.join(shots, `phone-${lang}-refused.png`), fullPage: true });
      const page_text = await text(page, 'body');
      assert.ok(page_text.includes('photo.jpg'), `${lang}: the lost file is not named`);
      const kept = await page.$$eval('input[type=text], textarea', (all) => all.map((field) => field.value));
      assert.ok(kept.includes('typed before the refusal'), `${lang}: what was typed is lost`);
      const target = await page.$eval('[role=alert] a', (link) => link.getAttribute('href'));
      assert.ok(await page.$(target), `${lang}: the error summary links to nothing`);
    }
  } finally { await browser.close(); }
});
