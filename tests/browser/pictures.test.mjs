// The pictures of the form and of the desk in README.md and the handbook. `PICTURES=1 node --test pictures.test.mjs`
// replaces them; otherwise they are drawn to target/screenshots, and those in the handbook must be there and small.
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { chromium } from './browsers.mjs';
import { openLine } from './line.mjs';
import { openMorning, openWorkbench } from './workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const kept = path.join(root, 'deploy/handbook/src/pictures');
const into = process.env.PICTURES ? kept : path.join(root, 'target/screenshots');
const most = 200 * 1024;

// Width and height, as the header of a PNG has them.
const size = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];

async function draw(page, name, [width, height]) {
  await page.setViewport({ width, height });
  await mkdir(into, { recursive: true });
  const file = path.join(into, `${name}.png`);
  await page.screenshot({ path: file });
  assert.deepEqual(size(await readFile(file)), [width, height]);
}

test('the form and the desk are drawn for the README and the handbook', async () => {
  const line = await openLine();
  const morning = await openMorning(['--five']);
  const bench = await openWorkbench(morning.desk);
  const browser = await chromium();
  try {
    const form = await browser.open();
    await form.goto(`${line.url}/en/tip`);
    await draw(form, 'form', [520, 720]);
    const desk = await browser.open({ scripts: true });
    await desk.goto(bench.entry);
    await desk.waitForFunction(() => location.pathname === '/locked');
    await desk.type('#passphrase', morning.passphrase);
    await Promise.all([desk.waitForNavigation(), desk.keyboard.press('Enter')]);
    if (!desk.url().endsWith('/queue')) await Promise.all([desk.waitForNavigation(), desk.click('.menu a[href="/queue"]')]);
    await desk.waitForSelector('table.queue');
    await draw(desk, 'desk', [1000, 720]);
  } finally {
    await browser.close();
    await bench.close();
    await morning.close();
    await line.close();
  }
});

test('the pictures of the README are there and weigh 200 KB at most together', async () => {
  const pictures = await Promise.all(['form', 'desk'].map((name) => readFile(path.join(kept, `${name}.png`))));
  for (const picture of pictures) assert.equal(picture.subarray(1, 4).toString(), 'PNG');
  const weight = pictures.reduce((sum, picture) => sum + picture.length, 0);
  assert.ok(weight <= most, `${weight} bytes`);
});
