// Lighthouse's scores for accessibility and best practices, each 100, on the pages of a sender's way.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { navigation, snapshot } from 'lighthouse';
import { chromium } from './browsers.mjs';
import { send } from './filling.mjs';
import { openLine } from './line.mjs';

let line;

before(async () => { line = await openLine(); });
after(async () => { await line?.close(); });

const flags = { onlyCategories: ['accessibility', 'best-practices'], logLevel: 'error' };

function perfect(at, { lhr }) {
  for (const category of Object.values(lhr.categories)) {
    const counted = category.auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => lhr.audits[id]);
    assert.ok(counted.filter((audit) => audit.score !== null).length > 3, `${at}: Lighthouse looked at next to nothing`);
    const lost = counted.filter((audit) => audit.score !== null && audit.score < 1).map((audit) => `${audit.id}: ${audit.title}`);
    assert.equal(category.score, 1, `${at}, ${category.title}: ${lost.join('; ')}`);
  }
}

test('Lighthouse gives landing, form, receipt and mailbox 100 for accessibility and for best practices', async () => {
  const browser = await chromium({ phone: true });
  try {
    for (const lang of ['en', 'ar']) {
      const page = await browser.open({ scripts: true });
      for (const at of ['', 'tip', 'mailbox']) perfect(`${lang}/${at}`, await navigation(page, `${line.url}/${lang}/${at}`, { flags }));
      await page.goto(`${line.url}/${lang}/tip`);
      const story = `for Lighthouse, ${lang}`;
      await page.type('[name=story]', story);
      await send(page);
      perfect(`${lang}, receipt`, await snapshot(page, { flags }));
      const code = await page.$eval('output#code', (output) => output.textContent);
      await line.reply(story, 'A reply.');
      await page.goto(`${line.url}/${lang}/mailbox`);
      await page.type('[name=code]', code);
      await send(page, 'main form button[value=open]');
      perfect(`${lang}, open mailbox`, await snapshot(page, { flags }));
      await page.close();
    }
  } finally { await browser.close(); }
});
