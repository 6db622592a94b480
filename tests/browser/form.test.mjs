// The form, from the first page to the desk, in common browsers; and refused forms, which repeat everything that was
// typed.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { chromium, firefox } from './browsers.mjs';
import { digests, languagesOf, photo, send } from './filling.mjs';
import { openLine } from './line.mjs';

let line;

before(async () => { line = await openLine(); });
after(async () => { await line?.close(); });

// puppeteer reads the page through the debugger, which works with the page's own scripts off.
const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());

// Goes from page to page by the links that a person follows.
async function walk(page, lang, story, scripts) {
  const follow = async (selector) => {
    await page.focus(selector);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  };
  await page.goto(`${line.url}/`);
  await follow(`.choose a[lang="${lang}"]`);
  await follow('main a.button');
  await follow('main a.button');
  await page.focus('[name=story]');
  await page.keyboard.type(story);
  await (await page.$('[name=files]')).uploadFile(photo);
  if (scripts) {
    // The script sends the form and shows the response in the same place.
    await page.focus('main form button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('output#code');
  } else await send(page);
  return text(page, 'output#code');
}

for (const [name, open, scripts] of [
  ['Chromium as a phone, scripts off', () => chromium({ phone: true }), false],
  ['Chromium on a desktop, dark, scripts on', () => chromium({ dark: true }), true],
  ['Firefox with scripts off, the engine of Tor Browser at its safest', firefox, false],
]) {
  test(`${name}: from the first page to the desk, with a photograph`, async () => {
    const browser = await open();
    try {
      assert.match(await walk(await browser.open({ scripts }), 'en', name, scripts), /^\d{4}( \d{4}){6}$/);
      const found = (await line.desk()).filter((tip) => tip.story === name);
      assert.equal(found.length, 1, `"${name}" stands at the desk ${found.length} times`);
      assert.deepEqual(found[0].files.map((file) => file.sha256), await digests(photo));
    } finally { await browser.close(); }
  });
}

test('a refused form gives back every word, and names the file to choose again, in each language', async () => {
  const browser = await chromium({ phone: true });
  try {
    const page = await browser.open();
    for (const lang of await languagesOf(page, line.url)) {
      await page.goto(`${line.url}/${lang}/tip`);
      // A current browser would stop an empty required field; an older one would not.
      await page.$eval('form', (form) => { form.noValidate = true; });
      await page.$$eval('details', (all) => all.forEach((details) => { details.open = true; }));
      const field = await page.$('details input[type=text], details textarea');
      await field.focus();
      await page.keyboard.type('typed before the refusal');
      await (await page.$('[name=files]')).uploadFile(photo);
      await send(page);
      assert.ok((await text(page, 'body')).includes('photo.jpg'), `${lang}: the lost file is not named`);
      const kept = await page.$$eval('input[type=text], textarea', (all) => all.map((field) => field.value));
      assert.ok(kept.includes('typed before the refusal'), `${lang}: what was typed is lost`);
      const target = await page.$eval('[role=alert] a', (link) => link.getAttribute('href'));
      assert.ok(await page.$(target), `${lang}: the error summary links to nothing`);
    }
  } finally { await browser.close(); }
});

test('an error of each file field is said beside it, and the summary leads there', async () => {
  const browser = await chromium({ phone: true });
  try {
    const page = await browser.open();
    for (const [field, name] of [['files', 'nothing.jpg'], ['photo', 'nothing.jpg'], ['voice', 'nothing.m4a']]) {
      await page.goto(`${line.url}/th/tip`);
      await page.type('[name=story]', 'kept');
      await page.$eval(`[name=${field}]`, (input, name) => {
        const chosen = new DataTransfer();
        chosen.items.add(new File([], name));
        input.files = chosen.files;
      }, name);
      await send(page);
      assert.equal(await page.$eval('[role=alert] a', (link) => link.getAttribute('href')), `#${field}`);
      assert.equal(await page.$eval(`.field:has(#${field}) .fault`, (fault) => fault.textContent), await text(page, '[role=alert] a'));
      assert.equal(await page.$eval('[name=story]', (story) => story.value), 'kept');
    }
  } finally { await browser.close(); }
});
