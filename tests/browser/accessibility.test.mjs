// axe-core on every page in every language, phone and desktop, light and dark; and what no page may do.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { chromium } from './browsers.mjs';
import { openLine } from './line.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const languages = ['en', 'th', 'my'];
let line;

before(async () => { line = await openLine(); });
after(async () => { await line?.close(); });

const pages = ['/', ...languages.flatMap((lang) => ['/', '/safety', '/tip', '/mailbox', '/keys', '/wait/5', '/nothing-here'].map((rest) => `/${lang}${rest}`))];

async function violations(page) {
  // The page's own policy forbids every script but the site's; the debugger's is not the page's.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  assert.ok(found.passes.length > 10, 'axe-core looked at next to nothing');
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target).join(', ')}`);
}

for (const phone of [true, false]) {
  for (const dark of [true, false]) {
    test(`axe-core finds nothing: ${phone ? 'phone' : 'desktop'}, ${dark ? 'dark' : 'light'}`, async () => {
      const browser = await chromium({ phone, dark });
      try {
        const page = await browser.open({ scripts: true });
        for (const at of pages) {
          await page.goto(line.url + at);
          // Closed blocks are part of the form too.
          await page.$$eval('details', (all) => all.forEach((details) => { details.open = true; }));
          assert.deepEqual(await violations(page), [], at);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${at} is ${wide} px wider than the screen`);
        }
      } finally { await browser.close(); }
    });
  }
}

test('axe-core finds nothing on a refused form and on the receipt, in each language', async () => {
  const browser = await chromium({ phone: true });
  try {
    for (const lang of languages) {
      const page = await browser.open({ scripts: true });
      await page.goto(`${line.url}/${lang}/tip`);
      await page.$eval('form', (form) => { form.noValidate = true; });
      const send = () => Promise.all([page.waitForNavigation(), page.click('form button[type=submit]')]);
      await send();
      assert.ok(await page.$('[role=alert]'));
      assert.deepEqual(await violations(page), [], `${lang}, refused`);
      await page.type('[name=story]', 'for axe-core');
      await send();
      assert.ok(await page.$('output#code'));
      assert.deepEqual(await violations(page), [], `${lang}, receipt`);
      const code = await page.$eval('output#code', (output) => output.textContent);
      await send();
      assert.ok(await page.$('.picture svg'));
      assert.deepEqual(await violations(page), [], `${lang}, picture`);
      await page.goto(`${line.url}/${lang}/mailbox`);
      await page.type('[name=code]', `${code}0`);
      await send();
      assert.ok(await page.$('[role=alert]'));
      assert.deepEqual(await violations(page), [], `${lang}, a wrong code`);
      await page.$eval('[name=code]', (field) => { field.value = ''; });
      await page.type('[name=code]', code);
      await send();
      assert.ok(await page.$('[name=session]'));
      assert.deepEqual(await violations(page), [], `${lang}, mailbox`);
    }
  } finally { await browser.close(); }
});

test('a page asks nobody else for anything, sets no cookie and keeps nothing', async () => {
  const browser = await chromium({ phone: true });
  try {
    const page = await browser.open({ scripts: true });
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const at of pages) {
      const response = await page.goto(line.url + at);
      const headers = response.headers();
      assert.match(headers['content-security-policy'], /default-src 'none'/, at);
      assert.match(headers['cache-control'], /no-store/, at);
      assert.equal(headers['referrer-policy'], 'no-referrer', at);
      assert.equal(headers['set-cookie'], undefined, at);
      assert.equal(headers['server'], undefined, at);
    }
    assert.deepEqual(asked.filter((url) => !url.startsWith(line.url)), []);
    assert.deepEqual(await page.cookies(), []);
  } finally { await browser.close(); }
});

test('readable at 320 pixels: nothing is cut off at the right', async () => {
  const browser = await chromium({ phone: true });
  try {
    const page = await browser.open();
    await page.setViewport({ width: 320, height: 640 });
    for (const at of pages) {
      await page.goto(line.url + at);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${at} is ${wide} px wider than the screen`);
    }
  } finally { await browser.close(); }
});
