// Scripts only add comfort: leaving by Shift, a count of letters, the progress of an upload. Without them, a page does
// everything else.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { chromium } from './browsers.mjs';
import { digests, photo, send } from './filling.mjs';
import { openLine } from './line.mjs';

let line;

before(async () => { line = await openLine(); });
after(async () => { await line?.close(); });

async function opened(at, browser) {
  const page = await browser.open({ scripts: true });
  await page.goto(`${line.url}/${at}`);
  return page;
}

test('Shift three times leaves for the neutral page; with a letter between, it does not', async () => {
  const browser = await chromium();
  try {
    const page = await opened('th/tip', browser);
    const left = [];
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (request.url().startsWith(line.url)) return request.continue();
      if (request.isNavigationRequest()) left.push(request.url());
      return request.respond({ status: 200, contentType: 'text/html', body: '<p>elsewhere' });
    });
    const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
    await press('Shift', 'Shift', 'a', 'Shift');
    assert.ok(page.url().startsWith(line.url));
    await press('Shift', 'Shift');
    await page.waitForFunction(() => document.body.textContent === 'elsewhere');
    assert.deepEqual(left, ['https://th.wikipedia.org/']);
    // Back does not lead to the form: the other page has taken its place in the history.
    assert.ok(await page.evaluate(() => history.length) <= 2);
    // A click on the button does the same.
    await page.goto(`${line.url}/my/tip`);
    const before = await page.evaluate(() => history.length);
    await page.click('.exit');
    await page.waitForFunction(() => document.body.textContent === 'elsewhere');
    assert.equal(left.at(-1), 'https://www.google.com/?hl=my');
    assert.equal(await page.evaluate(() => history.length), before);
  } finally { await browser.close(); }
});

test('where the server has no room the page stays as it is, and says so', async () => {
  const browser = await chromium();
  try {
    const page = await opened('en/tip', browser);
    await page.type('[name=story]', 'kept on a busy day');
    await (await page.$('[name=files]')).uploadFile(photo);
    await page.setRequestInterception(true);
    let full = true;
    page.on('request', (request) => (full && request.method() === 'POST'
      ? request.respond({ status: 503, contentType: 'text/html', body: '<main><h1>Too many</h1><p>Wait.</p><p><a href="/">Start</a></p></main>' })
      : request.continue()));
    await page.focus('form button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.sending')?.textContent === 'Too many Wait.');
    assert.equal(await page.$eval('[name=story]', (story) => story.value), 'kept on a busy day');
    assert.equal(await page.$eval('[name=files]', (files) => files.files.length), 1);
    full = false;
    await page.keyboard.press('Enter');
    await page.waitForSelector('output#code');
  } finally { await browser.close(); }
});

test('whoever stops the sending of words can go on writing, and what is sent then has the same size', async () => {
  const browser = await chromium();
  try {
    const page = await opened('en/tip', browser);
    await page.type('[name=story]', 'first words');
    const sizes = [];
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (request.method() !== 'POST') return request.continue();
      sizes.push(Buffer.byteLength(request.postData()));
      // A response without a page leaves the browser where it is.
      return sizes.length === 1 ? request.respond({ status: 204 }) : request.continue();
    });
    await page.focus('form button[type=submit]');
    await page.keyboard.press('Enter');
    for (let waited = 0; sizes.length === 0 && waited < 100; waited += 1) await new Promise((resolve) => { setTimeout(resolve, 50); });
    await page.waitForFunction(() => document.querySelectorAll('form [disabled]').length === 0);
    await page.type('[name=story]', ', and many more than those that were there at first');
    await send(page);
    assert.ok(await page.$('output#code'));
    assert.equal(sizes.length, 2);
    assert.equal(sizes[0], sizes[1]);
  } finally { await browser.close(); }
});

test('letters are counted, in native digits, and too many are said before they are sent', async () => {
  const browser = await chromium();
  try {
    const page = await opened('my/tip', browser);
    await page.type('[name=story]', 'twelve chars');
    const count = () => page.$eval('.count-letters', (element) => element.textContent);
    assert.match(await count(), /၁၂/);
    await page.$eval('[name=story]', (field) => { field.value = 'က'.repeat(30_000); field.dispatchEvent(new Event('input')); });
    assert.equal(await count(), await page.$eval('form', (form) => form.dataset.long));
  } finally { await browser.close(); }
});

test('a file is sent with its progress, its page has focus, and what it does not hold is said with everything kept', async () => {
  const browser = await chromium();
  try {
    const page = await opened('ar/tip', browser);
    const progress = await page.evaluateHandle(() => {
      const seen = [];
      new MutationObserver(() => { const note = document.querySelector('.sending'); if (note) seen.push(note.textContent); }).observe(document.body, { subtree: true, childList: true, characterData: true });
      return seen;
    });
    await page.$eval('form', (form) => { form.noValidate = true; });
    await (await page.$('[name=files]')).uploadFile(photo);
    await page.focus('form button[type=submit]');
    await page.keyboard.press('Enter');
    // Refused: the story is missing.
    await page.waitForSelector('.faults');
    const said = await progress.jsonValue();
    assert.ok(said.some((text) => text.includes('١٠٠')), said.join(' | '));
    assert.equal(await page.evaluate(() => document.activeElement.className), 'faults');
    await page.type('[name=story]', 'with progress');
    await (await page.$('[name=files]')).uploadFile(photo);
    await page.focus('form button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('output#code');
    const tip = (await line.desk()).find((tip) => tip.story === 'with progress');
    assert.deepEqual(tip.files.map((file) => file.sha256), await digests(photo));
    // The picture of the code is fetched as without a file.
    await send(page);
    assert.ok(await page.$('.picture td.d'));
  } finally { await browser.close(); }
});

test('a connection that breaks in the middle of an upload loses nothing: the same form is sent again', async () => {
  const browser = await chromium();
  try {
    const page = await opened('en/tip', browser);
    await page.type('[name=story]', 'sent twice');
    await (await page.$('[name=files]')).uploadFile(photo);
    await page.setOfflineMode(true);
    await page.focus('form button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.sending')?.textContent === document.forms[0].dataset.broke);
    await page.setOfflineMode(false);
    await page.keyboard.press('Enter');
    await page.waitForSelector('output#code');
    assert.equal((await line.desk()).filter((tip) => tip.story === 'sent twice').length, 1);
  } finally { await browser.close(); }
});

test('on paper a receipt is a code and nothing else, and the address only where it was asked for', async () => {
  const browser = await chromium();
  try {
    const page = await browser.open();
    await page.goto(`${line.url}/en/tip`);
    await page.type('[name=story]', 'for paper');
    await send(page);
    await page.emulateMediaType('print');
    // The texts that are drawn at all.
    const drawn = () => page.evaluate(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const seen = [];
      while (texts.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        if (texts.currentNode.textContent.trim() && range.getClientRects().length > 0) seen.push(texts.currentNode.textContent.trim());
      }
      return seen;
    });
    const code = await page.$eval('output#code', (output) => output.textContent.trim());
    assert.deepEqual(await drawn(), [code]);
    await page.$eval('#page_address', (box) => { box.checked = true; });
    assert.deepEqual(await drawn(), [code, new URL(line.url).host]);
    const size = await page.$eval('output#code', (output) => parseFloat(getComputedStyle(output).fontSize));
    assert.ok(size > 30, `${size} px`);
  } finally { await browser.close(); }
});
