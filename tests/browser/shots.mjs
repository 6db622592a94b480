// Pictures of every page in every language, on a phone and on a desktop, light and dark. `cargo xtask shots` takes them
// all; `node shots.mjs my km` only those languages.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { chromium } from './browsers.mjs';
import { languagesOf, photo, send } from './filling.mjs';
import { openLine } from './line.mjs';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../target/shots');
const line = await openLine();
let written = 0;

async function shotsOf(page, lang, suffix, dark) {
  const into = path.join(folder, lang);
  await mkdir(into, { recursive: true });
  const shoot = async (name) => {
    await page.screenshot({ path: path.join(into, `${name}-${suffix}.png`), fullPage: true });
    written += 1;
  };
  const visit = async (at, name) => { await page.goto(`${line.url}/${lang}/${at}`); await shoot(name); };
  await visit('', 'landing');
  await visit('safety', 'safety');
  await visit('keys', 'keys');
  await visit('wait/25', 'wait');
  await visit('nothing-here', 'not-found');
  await visit('mailbox', 'code');
  await page.type('[name=code]', '1234');
  await send(page, 'main form button[value=open]');
  await shoot('wrong-code');
  await visit('tip', 'form');
  await page.$$eval('details', (all) => all.forEach((details) => { details.open = true; }));
  await shoot('form-open');
  await page.$eval('form', (form) => { form.noValidate = true; });
  await (await page.$('[name=files]')).uploadFile(photo);
  await send(page);
  await shoot('refused');
  const story = `for a picture, ${lang} ${suffix}`;
  await page.type('[name=story]', story);
  await send(page);
  await shoot('receipt');
  const code = await page.$eval('output#code', (output) => output.textContent.trim());
  await page.emulateMediaType('print');
  await shoot('receipt-on-paper');
  await page.emulateMediaType(null);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  await send(page, 'button[value=picture]');
  await shoot('picture');
  await line.reply(story, 'Which building do you mean? 1 2 3');
  await page.goto(`${line.url}/${lang}/mailbox`);
  await page.type('[name=code]', code);
  await send(page, 'main form button[value=open]');
  await shoot('mailbox');
}

try {
  for (const phone of [true, false]) {
    for (const dark of [false, true]) {
      const browser = await chromium({ phone, dark });
      const suffix = `${phone ? '360x740' : '1280x800'}-${dark ? 'dark' : 'light'}`;
      try {
        const page = await browser.open();
        const languages = process.argv.length > 2 ? process.argv.slice(2) : await languagesOf(page, line.url);
        await page.goto(`${line.url}/`);
        await mkdir(folder, { recursive: true });
        await page.screenshot({ path: path.join(folder, `first-page-${suffix}.png`), fullPage: true });
        for (const lang of languages) await shotsOf(page, lang, suffix, dark);
      } finally { await browser.close(); }
    }
  }
  console.log(`${written} pictures in ${folder}`);
} finally { await line.close(); }
