// A reviewer's morning at the workbench, with the keyboard alone.
// 200 tips come in. The most urgent are found, assigned, tagged, noted, answered, searched for in six scripts, and
// closed. Then the desk is locked. On the way axe-core checks every view, and each is drawn.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdir, readFile } from 'node:fs/promises';
import { chromium } from './browsers.mjs';
import { openMorning, openWorkbench } from './workbench.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = { 'color-contrast-enhanced': { enabled: true } };
const shots = process.env.DESK_SHOTS;
// The number of synthetic tips, as `fixtures/tips/README.md` says.
const tips = 200;
let morning;
let bench;
let browser;
let page;

before(async () => {
  morning = await openMorning();
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
  // Addresses contain nothing of a case or a search.
  assert.match(page.url(), /^http:\/\/127\.\d+\.\d+\.\d+:\d+\/[a-z/-]*$/);
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
  await page.evaluate(axe);
  const found = await page.evaluate((rules) => globalThis.axe.run(document, { rules }), rules);
  assert.ok(found.passes.length > 10, 'axe-core looked at next to nothing');
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(', ')}`), [], name);
}

// Presses Tab until the focus reaches an element that the selector matches, as somebody without a mouse does.
async function tabTo(selector) {
  for (let step = 0; step < 600; step += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

async function press(selector) {
  await tabTo(selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

async function type(selector, text) {
  await tabTo(selector);
  await page.keyboard.sendCharacter(text);
}

const go = (link) => press(`.menu a[href="${link}"]`);
const text = (selector) => page.evaluate((selector) => document.querySelector(selector)?.textContent ?? '', selector);
const all = (selector) => page.evaluate((selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent.trim()), selector);

async function search(words) {
  if (!page.url().endsWith('/search')) await go('/search');
  await page.evaluate(() => { document.getElementById('text').value = ''; document.getElementById('text').blur(); });
  await type('#text', words);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  const heading = await text('#found');
  return Number(heading.match(/\d+/)?.[0] ?? 0);
}

test('a morning', async (t) => {
  page = await browser.open({ scripts: true });

  await t.test('the entry page opens the desk, which asks for its passphrase', async () => {
    await page.goto(bench.entry);
    await page.waitForFunction(() => location.pathname === '/locked');
    await lookAt('01-locked');
    await type('#passphrase', morning.passphrase);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.equal(await text('h1'), 'Queue');
    await lookAt('02-empty-queue');
  });

  await t.test('200 tips in 15 languages come in', async () => {
    await go('/desk');
    await lookAt('03-desk');
    await type('#file', morning.bundle);
    await type('#fingerprint', morning.fingerprint);
    await press('form[action="/desk/import"] button');
    assert.match(await text('.said'), new RegExp(`${tips} new`));
    await go('/queue');
    assert.match(await text('#shown'), new RegExp(`of ${tips},`));
    await lookAt('04-queue');
  });

  await t.test('the L0s are found, chosen, tagged and assigned together', async () => {
    await press('button.l0');
    const levels = await all('td .level');
    assert.ok(levels.length >= 15 && levels.every((level) => level === 'L0'), levels.join(' '));
    assert.ok((await all('.why')).every((why) => why.includes('urgent: ')), 'an L0 has no reason');
    await lookAt('05-l0');
    for (let each = 0; each < 3; each += 1) {
      await tabTo('input[name=id]');
      await page.keyboard.press('Space');
    }
    await type('#b-tag', 'Morning  shift');
    // Enter in the field presses the button next to it.
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.equal((await all('.queue .tag')).filter((tag) => tag === 'morning shift').length, 3);
    await tabTo('input[name=id]');
    await page.keyboard.press('Space');
    await tabTo('#b-assigned');
    await page.keyboard.press('d');
    await press('button[value=assign]');
    assert.ok((await all('tbody tr:first-child td:last-child'))[0] === 'desk-1', 'the first case is nobody\'s');
  });

  await t.test('a case is read, noted, translated, answered and rated', async () => {
    await press('tbody tr:nth-child(2) button.open');
    assert.match(await text('h1'), /^Case/);
    await lookAt('06-case');
    await type('#translation', 'A translation of it.');
    await press('button[value=translation]');
    await type('#note', 'Called the hotline; waits for the embassy.');
    await press('button[value=note]');
    assert.match(await text('main'), /waits for the embassy/);
    await type('#reply', 'We have read it. Are you safe?');
    await press('button[value=reply]');
    assert.match(await text('main'), /waits for the next dispatch/);
    await tabTo('#source');
    await page.keyboard.press('b');
    await tabTo('#information');
    await page.keyboard.press('2');
    await press('button[value=rate]');
    assert.match(await text('.badges'), /Admiralty B2/);
    await lookAt('07-case-worked');
  });

  await t.test('who says that somebody may see a reply is answered after a second thought, and nothing typed is lost', async () => {
    // One of the dictated tips, whose answer to reply-here is no.
    assert.ok(await search('"delete what it has posted" "nobody may leave"') === 1);
    await press('button.open');
    const typed = await page.$('#confirm');
    assert.ok(typed, 'the box is not there');
    await type('#reply', 'We have read it.');
    await press('button[value=reply]');
    assert.match(await text('.said'), /somebody may see a reply/);
    assert.equal(await page.evaluate(() => document.getElementById('reply').value), 'We have read it.');
    await tabTo('#confirm');
    await page.keyboard.press('Space');
    await press('button[value=reply]');
    assert.match(await text('main'), /waits for the next dispatch/);
    assert.equal(await page.evaluate(() => document.getElementById('reply').value), '');
  });

  await t.test('an L0 is lowered by two, and by one not', async () => {
    await go('/desk');
    await type('#label', 'M. K.');
    await type('#c-passphrase', 'a second persons own words');
    await type('#c-again', 'a second persons own words');
    await press('form[action="/desk/colleague"] button');
    await go('/queue');
    await press('tbody tr:nth-child(3) button.open');
    await tabTo('#l-level');
    await page.keyboard.press('ArrowDown');
    await type('#l-why', 'the person has called from home');
    await type('#l-passphrase', 'not theirs');
    await press('form[action="/case/lower"] button');
    assert.match(await text('.said'), /not the second reviewer/);
    assert.equal(await page.evaluate(() => document.getElementById('l-why').value), 'the person has called from home');
    await type('#l-passphrase', 'a second persons own words');
    await press('form[action="/case/lower"] button');
    assert.match(await text('.said'), /signed by this desk and by M\. K\./);
    assert.match(await text('.badges'), /L1/);
  });

  await t.test('what is looked for is found in every script', async () => {
    const searches = await readFile(new URL('../fixtures/tips/searches.toml', import.meta.url), 'utf8');
    const wanted = [...searches.matchAll(/text = ("(?:[^"\\]|\\.)*"|'[^']*')\s*\nlanguage = "([^"]+)"\s*\nfinds = (\d+)/g)];
    assert.ok(wanted.length >= 18, `${wanted.length} searches`);
    const scripts = new Set();
    for (const [, quoted, language, finds] of wanted) {
      const words = quoted.startsWith('"') ? JSON.parse(quoted) : quoted.slice(1, -1);
      const spaced = /\s/.test(words) ? `"${words}"` : words;
      assert.equal(await search(spaced), Number(finds), `${language}: ${words}`);
      scripts.add(language);
    }
    assert.ok(scripts.size >= 6, [...scripts].join(' '));
    await lookAt('08-search');
  });

  await t.test('signs that mean something elsewhere, one letter and far too many are answered', async () => {
    for (const words of ['%', '_', '"', 'a', "'; DROP TABLE tip; --"]) {
      await search(words);
      assert.equal(await text('h1'), 'Search', words);
    }
    await search('x'.repeat(10000));
    assert.match(await text('.said'), /too long to look for/);
  });

  await t.test('counts and map say how much there is of what', async () => {
    await go('/counts');
    assert.ok((await all('svg')).length >= 4);
    await lookAt('09-counts');
    await go('/map');
    assert.ok((await all('svg circle')).length > 3, 'no place is on the map');
    await lookAt('10-map');
  });

  await t.test('a view is kept, and shown again', async () => {
    await go('/queue');
    await press('button.l0');
    await type('#keep', 'First of all');
    await press('form[action="/queue/view"] button');
    await press('button[name=clear]');
    await tabTo('summary');
    await page.keyboard.press('Space');
    await press('button[name=show]');
    assert.ok((await all('td .level')).every((level) => level === 'L0'));
  });

  await t.test('a case is closed, and leaves the queue', async () => {
    const before = Number((await text('#shown')).match(/of (\d+)/)[1]);
    await tabTo('input[name=id]');
    await page.keyboard.press('Space');
    await tabTo('#b-status');
    await page.keyboard.press('c');
    await page.keyboard.press('End');
    await press('button[value=status]');
    assert.equal(Number((await text('#shown')).match(/of (\d+)/)[1]), before - 1);
  });

  await t.test('the desk is whole', async () => {
    await go('/desk');
    await press('form[action="/desk/verify"] button');
    assert.match(await text('.said'), /the desk is whole/);
    await type('#to', morning.backup);
    await press('form[action="/desk/backup"] button');
    assert.match(await text('.said'), new RegExp(`${tips} tips are backed up`));
    await lookAt('11-desk-verified');
    await type('#dispatch-to', morning.stick);
    await press('form[action="/desk/dispatch"] button');
    assert.match(await text('.said'), /dispatch-0001/);
  });

  await t.test('Ctrl+L locks, and what was half typed is there again', async () => {
    await go('/queue');
    await press('tbody tr:nth-child(4) button.open');
    await type('#note', 'half a sentence');
    await type('#reply', 'and another half');
    await page.keyboard.down('Control');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('l')]);
    await page.keyboard.up('Control');
    assert.equal(await text('h1'), 'This desk is locked');
    assert.ok(!(await page.content()).includes('half a sentence'));
    await type('#passphrase', morning.passphrase);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    const there = () => page.evaluate(() => [document.getElementById('note').value, document.getElementById('reply').value]);
    assert.deepEqual(await there(), ['half a sentence', 'and another half']);
    await page.reload();
    assert.deepEqual(await there(), ['half a sentence', 'and another half'], 'a second time');
  });
});

test('a tip that is hostile is text and nothing else', async () => {
  await bench.close();
  bench = await openWorkbench(morning.desk);
  page = await browser.open({ scripts: true });
  const said = [];
  page.on('dialog', async (dialog) => { said.push(dialog.message()); await dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(bench.url) && !request.url().startsWith('file:')) said.push(request.url()); });
  await page.goto(bench.entry);
  await page.waitForFunction(() => location.pathname === '/locked');
  await type('#passphrase', morning.passphrase);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  for (const words of ['<script>', 'onerror', 'DROP TABLE', 'HYPERLINK', '{{']) {
    assert.ok(await search(words) > 0, `no tip holds ${words}`);
    await press('button.open');
    assert.match(await text('h1'), /^Case/);
    assert.ok((await text('.story')).length > 0);
    assert.equal(await page.evaluate(() => document.querySelectorAll('main script, main img, main iframe, main [onerror]').length), 0);
  }
  assert.deepEqual(said, []);
});

test('first steps are walked through, and every view is as legible in the dark', async () => {
  const fresh = await openWorkbench(`${morning.fresh}/desk`);
  const dark = await chromium({ dark: true });
  try {
    page = await dark.open({ scripts: true });
    await page.goto(fresh.entry);
    await page.waitForFunction(() => location.pathname === '/first');
    await lookAt('12-first');
    await press('a[href="/restore"]');
    await lookAt('13-restore');
    await press('main a[href="/"]');
    await type('#label', 'desk-2');
    await type('#passphrase', 'words that nobody guesses');
    await type('#again', 'words that nobody guesses');
    await press('form[action="/first/make"] button');
    assert.match(await text('.said'), /the desk is made/);
    await press('button[value=make]');
    await lookAt('14-first-recovery');
    const secret = await text('.words-to-write output');
    assert.match(secret, /^AGE-SECRET-KEY-1/);
    await type('#end', secret.trim().slice(-6));
    await press('button[value=written]');
    assert.match(await text('main'), /2\. A recovery key: done/);
    await type('#to', morning.backup);
    await press('form[action="/desk/backup"] button');
    assert.match(await text('main'), /3\. A backup: done/);
    await type('#file', morning.bundle);
    await type('#fingerprint', morning.fingerprint);
    await press('form[action="/desk/import"] button');
    // The bundle is sealed to the other desk: tips that cannot be opened are kept sealed.
    assert.match(await text('.said'), new RegExp(`${tips} in quarantine`));
    await lookAt('15-first-done');
    await page.goto(`${fresh.url}/nothing-here`);
    await lookAt('16-nothing');
  } finally {
    await fresh.close();
  }
  await bench.close();
  bench = await openWorkbench(morning.desk);
  page = await dark.open({ scripts: true });
  await page.goto(bench.entry);
  await page.waitForFunction(() => location.pathname === '/locked');
  await type('#passphrase', morning.passphrase);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await lookAt('17-dark-queue');
  await press('tbody tr:nth-child(2) button.open');
  await lookAt('18-dark-case');
  for (const view of ['search', 'counts', 'map', 'desk']) {
    await go(`/${view}`);
    await lookAt(`19-dark-${view}`);
  }
  await dark.close();
});
