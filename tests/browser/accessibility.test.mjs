// axe-core on every page in every language: WCAG 2.2 AA, best practices, and AAA for contrast. Also: requests and
// cookies that no page may make.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { chromium } from './browsers.mjs';
import { languagesOf, send } from './filling.mjs';
import { openLine } from './line.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } };
let line;
let languages;

before(async () => {
  line = await openLine();
  const browser = await chromium();
  languages = await languagesOf(await browser.open(), line.url);
  await browser.close();
});
after(async () => { await line?.close(); });

const paths = ['', 'safety', 'tip', 'mailbox', 'keys', 'wait/5', 'nothing-here'];
// Every language is tested in one light. All lights are tested in one language of each direction and shape of letters.
const few = ['en', 'ar', 'my'];

async function violations(page) {
  // The page's policy forbids every script but the site's. This script comes from the debugger, which the policy does
  // not bind.
  await page.evaluate(axe);
  const found = await page.evaluate((rules) => globalThis.axe.run(document, { rules }), rules);
  assert.ok(found.passes.length > 10, 'axe-core looked at next to nothing');
  // axe-core leaves duplicate ids to people, but here they are always a mistake.
  const doubled = found.incomplete.filter((one) => one.id.startsWith('duplicate-id'));
  return [...found.violations, ...doubled].map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target).join(', ')}`);
}

// Marks of language and direction that are wrong: on the page, on its language links and buttons, and on codes, which
// always run left to right.
const astray = (page) => page.evaluate(() => {
  const html = document.documentElement;
  const rightToLeft = ['ar', 'ur'].includes(html.lang) ? 'rtl' : 'ltr';
  const wrong = html.dir === rightToLeft ? [] : [`html: ${html.dir}`];
  for (const link of document.querySelectorAll('.tongues a, .choose a')) {
    if (link.lang !== link.pathname.split('/')[1] || link.dir !== (['ar', 'ur'].includes(link.lang) ? 'rtl' : 'ltr')) wrong.push(link.pathname);
  }
  for (const { lang, value } of document.querySelectorAll('.tongues button')) if (value !== `in-${lang}`) wrong.push(value);
  for (const code of document.querySelectorAll('output, .key, .address, input[name=code]')) if (code.dir !== 'ltr') wrong.push(code.className || code.name);
  return wrong;
});

// Targets for a finger that are lower than 44 pixels. A link inside a line of text may be lower.
const small = (page) => page.evaluate(() => [...document.querySelectorAll('a, button, input, select, textarea, summary, fieldset label')]
  .filter((one) => one.type !== 'hidden' && !one.matches('.skip, fieldset input, #page_address') && one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => `${one.tagName} ${one.name ?? ''} ${one.textContent.slice(0, 30)}: ${one.getBoundingClientRect().height}`));

async function lookAt(page, at) {
  assert.deepEqual(await violations(page), [], at);
  assert.deepEqual(await astray(page), [], at);
  assert.deepEqual(await small(page), [], at);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${at} is ${wide} px wider than the screen`);
}

for (const [phone, dark] of [[true, false], [true, true], [false, false], [false, true]]) {
  const light = `${phone ? 'phone' : 'desktop'}, ${dark ? 'dark' : 'light'}`;
  test(`axe-core finds nothing: ${light}`, async () => {
    const browser = await chromium({ phone, dark });
    try {
      const page = await browser.open({ scripts: true });
      await page.goto(`${line.url}/`);
      await lookAt(page, 'first page');
      for (const lang of phone && !dark ? languages : few) {
        for (const at of paths) {
          await page.goto(`${line.url}/${lang}/${at}`);
          // Closed blocks are part of the form too.
          await page.$$eval('details', (all) => all.forEach((details) => { details.open = true; }));
          await lookAt(page, `${lang}/${at}, ${light}`);
        }
      }
    } finally { await browser.close(); }
  });
}

test('axe-core finds nothing on a refused form, receipt, picture, wrong code and mailbox, in each language', async () => {
  const browser = await chromium({ phone: true });
  try {
    const page = await browser.open({ scripts: true });
    for (const lang of languages) {
      await page.goto(`${line.url}/${lang}/tip`);
      await page.$eval('form', (form) => { form.noValidate = true; });
      await send(page);
      // Focus starts at the list of errors.
      await page.waitForFunction(() => document.activeElement.className === 'faults');
      await lookAt(page, `${lang}, refused`);
      await page.type('[name=story]', 'for axe-core');
      await send(page);
      assert.ok(await page.$('output#code'));
      await lookAt(page, `${lang}, receipt`);
      const code = await page.$eval('output#code', (output) => output.textContent);
      await send(page);
      assert.ok(await page.$('.picture td.d'));
      await lookAt(page, `${lang}, picture`);
      await page.goto(`${line.url}/${lang}/mailbox`);
      await page.type('[name=code]', `${code}0`);
      await send(page);
      assert.ok(await page.$('[role=alert]'));
      await lookAt(page, `${lang}, a wrong code`);
      await page.$eval('[name=code]', (field) => { field.value = ''; });
      await page.type('[name=code]', code);
      await send(page);
      assert.ok(await page.$('[name=session]'));
      await lookAt(page, `${lang}, mailbox`);
    }
  } finally { await browser.close(); }
});

test('a page asks nobody else for anything, sets no cookie and keeps nothing', async () => {
  const browser = await chromium({ phone: true });
  try {
    const page = await browser.open({ scripts: true });
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const at of few.flatMap((lang) => paths.map((path) => `/${lang}/${path}`))) {
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

test('readable at 320 pixels, which is a desktop at 400 %: nothing is cut off at the right, in any language', async () => {
  const browser = await chromium({ phone: true });
  try {
    const page = await browser.open();
    await page.setViewport({ width: 320, height: 256 });
    for (const at of ['', ...languages.flatMap((lang) => paths.map((path) => `${lang}/${path}`))]) {
      await page.goto(`${line.url}/${at}`);
      await page.$$eval('details', (all) => all.forEach((details) => { details.open = true; }));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${at} is ${wide} px wider than the screen`);
    }
  } finally { await browser.close(); }
});
