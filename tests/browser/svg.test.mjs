// Browsers without SVG, such as Tor Browser at its safest. A camera still reads the picture of the code, and no page
// has a hole in place of a drawing.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { chromium, firefox } from './browsers.mjs';
import { send } from './filling.mjs';
import { openLine } from './line.mjs';

const shots = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../target/screenshots');
let line;

before(async () => { await mkdir(shots, { recursive: true }); line = await openLine(); });
after(async () => { await line?.close(); });

// The text that a camera reads from a picture of the whole screen.
function read(file) {
  return execFileSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

async function picture(page, lang) {
  await page.goto(`${line.url}/${lang}/tip`);
  await page.focus('[name=story]');
  await page.keyboard.type('for a camera');
  await send(page);
  const code = await page.$eval('output#code', (output) => output.textContent.replaceAll(' ', '').trim());
  await send(page, 'button[value=picture]');
  return code;
}

for (const [name, open, prepare] of [
  ['Firefox without SVG', () => firefox({ svg: false }), null],
  ['Firefox without SVG, dark', () => firefox({ svg: false, dark: true }), null],
  ['Chromium as a phone', () => chromium({ phone: true }), null],
  ...[1.33, 2.625].map((dots) => [`Chromium as a phone with ${dots} dots a pixel, dark`, () => chromium({ phone: true, dark: true }),
    (page) => page.setViewport({ width: 360, height: 740, deviceScaleFactor: dots, isMobile: true, hasTouch: true })]),
  ['Chromium with the colours of a person who needs contrast', () => chromium({ dark: true }),
    async (page) => (await page.createCDPSession()).send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }, { name: 'prefers-color-scheme', value: 'dark' }] })],
  ['Chromium on paper', () => chromium({ phone: true, dark: true }), (page) => page.emulateMediaType('print')],
]) {
  test(`a camera reads the code from the screen: ${name}`, async () => {
    const browser = await open();
    try {
      for (const lang of ['en', 'ar']) {
        const page = await browser.open();
        const code = await picture(page, lang);
        assert.match(code, /^\d{28}$/);
        await prepare?.(page);
        const file = path.join(shots, `picture-${lang}-${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}.png`);
        await page.screenshot({ path: file, fullPage: true });
        assert.equal(read(file), code, file);
      }
    } finally { await browser.close(); }
  });
}

test('without SVG no page has a broken image, and what the drawings stand beside is whole', async () => {
  const browser = await firefox({ svg: false });
  try {
    const page = await browser.open();
    for (const lang of ['en', 'my']) {
      for (const at of ['', 'safety', 'tip', 'mailbox', 'keys', 'nothing-here']) {
        await page.goto(`${line.url}/${lang}/${at}`);
        await page.screenshot({ path: path.join(shots, `no-svg-${lang}-${at || 'landing'}.png`), fullPage: true });
        const off = await page.evaluate(() => !(document.createElementNS('http://www.w3.org/2000/svg', 'svg') instanceof SVGElement));
        assert.ok(off, 'SVG is not off');
        // A broken image would show as an empty box.
        assert.deepEqual(await page.evaluate(() => [...document.images].filter((image) => image.naturalWidth === 0).map((image) => image.src)), []);
        const wordless = await page.evaluate(() => [...document.querySelectorAll('.steps li, .to-languages')].filter((one) => one.textContent.trim() === '').length);
        assert.equal(wordless, 0);
      }
      await page.goto(`${line.url}/${lang}/`);
      // Each drawing is replaced by a number.
      assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.steps b')].map((number) => number.textContent)), lang === 'my' ? ['၁', '၂', '၃'] : ['1', '2', '3']);
    }
  } finally { await browser.close(); }
});
