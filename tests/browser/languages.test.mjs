// In every language with a catalog, the whole form is filled in with two files, and the desk shows exactly the typed
// words.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { chromium, firefox } from './browsers.mjs';
import { digests, fillAll, languagesOf, photo, send, ticket } from './filling.mjs';
import { openLine } from './line.mjs';

let line;
const seen = new Set();

before(async () => { line = await openLine(); });
after(async () => { await line?.close(); });

// The desk stores text in NFC, for search. A page's own words may be composed differently.
const nfc = (answers) => Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, [answer].flat().map((one) => one.normalize('NFC'))]));

for (const [name, open] of [['Chromium as a phone, scripts off', () => chromium({ phone: true })], ['Firefox, scripts off', firefox]]) {
  test(`${name}: every block filled in, with two files, in every language`, async () => {
    const browser = await open();
    const sent = [];
    try {
      const page = await browser.open();
      const languages = await languagesOf(page, line.url);
      assert.ok(languages.length > 1);
      for (const lang of languages) {
        await page.goto(`${line.url}/${lang}/tip`);
        const { story, answers } = await fillAll(page, lang);
        await send(page);
        assert.match(await page.$eval('output#code', (output) => output.textContent.trim()), /^\d{4}( \d{4}){6}$/, lang);
        sent.push({ lang, story, answers });
      }
    } finally { await browser.close(); }
    // The desk has the tips of both browsers. Those of this browser are the ones not seen before.
    const tips = (await line.desk()).filter((tip) => !seen.has(tip.id));
    const files = (await digests(photo, ticket)).sort();
    for (const { lang, story, answers } of sent) {
      const tip = tips.find((tip) => tip.story === story.normalize('NFC'));
      assert.ok(tip, `${lang}: the tip is not at the desk`);
      seen.add(tip.id);
      assert.equal(tip.language, lang);
      assert.deepEqual(nfc(tip.answers), nfc(answers), lang);
      assert.deepEqual(tip.files.map((file) => file.sha256).sort(), files, lang);
    }
  });
}
