// The queue of a desk with four tips and an advert. Each has only a text, and is there twice: without a photograph and
// with one. The tips come first, because of their words.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdir, readFile } from 'node:fs/promises';
import { chromium } from './browsers.mjs';
import { openMorning, openWorkbench } from './workbench.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.DESK_SHOTS;
let morning;
let bench;
let browser;
let page;

before(async () => {
  morning = await openMorning(['--five']);
  bench = await openWorkbench(morning.desk);
  browser = await chromium();
  if (shots) await mkdir(shots, { recursive: true });
});
after(async () => {
  await browser?.close();
  await bench?.close();
  await morning?.close();
});

async function lookAt(name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { rules: { 'color-contrast-enhanced': { enabled: true } } }));
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(', ')}`), [], name);
}

const press = (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

const rows = () => page.evaluate(() => [...document.querySelectorAll('table.queue tbody tr')].map((row) => ({
  level: row.querySelector('.level').textContent,
  text: row.querySelector('button.open').textContent,
  why: row.querySelector('.why').textContent,
  files: /1 file/.test(row.textContent),
})));

test('who is in danger stands first, by nothing but their words', async (t) => {
  page = await browser.open({ scripts: true });
  await page.goto(bench.entry);
  await page.waitForFunction(() => location.pathname === '/locked');
  await page.type('#passphrase', morning.passphrase);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  if (!page.url().endsWith('/queue')) await press('.menu a[href="/queue"]');

  await t.test('the eight tips are L0, with the words that say so; the advert comes last and is not hidden', async () => {
    const all = await rows();
    assert.equal(all.length, 10);
    for (const row of all.slice(0, 8)) {
      assert.equal(row.level, 'L0', row.text);
      assert.match(row.why, /not read yet/);
      assert.match(row.why, /urgent: life in danger: \S/);
      assert.doesNotMatch(row.why, /looks like/);
    }
    assert.equal(all.slice(0, 8).filter((row) => row.files).length, 4);
    const [withPhoto, alone] = all.slice(8);
    assert.deepEqual([withPhoto.level, withPhoto.files, alone.level, alone.files], ['L1', true, 'L1', false]);
    assert.doesNotMatch(withPhoto.why, /looks like/, 'a tip with a file is never marked');
    assert.match(alone.why, /looks like an advert/);
    // One tip of each language comes before the second tip of any.
    const scripts = all.slice(0, 4).map((row) => row.text.match(/[\u1000-\u109f]/) ? 'my' : row.text.match(/[\u0e00-\u0e7f]/) ? 'th' : row.text.match(/[\u4e00-\u9fff]/) ? 'zh' : 'en');
    assert.deepEqual([...scripts].sort(), ['en', 'my', 'th', 'zh']);
    await lookAt('queue-by-words');
  });

  await t.test('the case marks the words in the text, and a wrong signal is told in one click', async () => {
    await press('table.queue tbody tr:first-child button.open');
    assert.ok(await page.evaluate(() => document.querySelectorAll('.story mark').length) >= 3);
    assert.match(await page.evaluate(() => document.querySelector('main').textContent), /by its words, not confirmed/);
    await lookAt('case-by-words');
    await press('button[name="wrong"][value="torture"]');
    assert.match(await page.evaluate(() => document.querySelector('main').textContent), /called wrong/);
    await press('button[name="back"][value="torture"]');
    assert.doesNotMatch(await page.evaluate(() => document.querySelector('main').textContent), /called wrong/);
    await page.select('#missed', 'hunger');
    await press('button[name="act"][value="signal"]');
    assert.match(await page.evaluate(() => document.querySelector('main').textContent), /missed/);
  });

  await t.test('what is ranked is read; what is not is a filter', async () => {
    await page.select('#status', 'triaged');
    await press('button[name="act"][value="status"]');
    await press('.menu a[href="/queue"]');
    await page.evaluate(() => { document.querySelector('details.filters').open = true; document.getElementById('f-unassessed').checked = true; });
    await press('details.filters form button');
    assert.equal((await rows()).length, 9);
  });
});
