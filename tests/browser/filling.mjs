// Fills in the whole form in any language, and returns the values that the desk has to show.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const fixtures = path.join(path.dirname(fileURLToPath(import.meta.url)), '../fixtures');
export const photo = path.join(fixtures, 'photo.jpg');
export const ticket = path.join(fixtures, 'ticket.pdf');

// The tags of all languages that a line offers: each has its own link on the first page.
export async function languagesOf(page, url) {
  await page.goto(`${url}/`);
  // In Firefox without scripts, puppeteer's own call for many elements never returns.
  return page.evaluate(() => [...document.querySelectorAll('.choose a')].map((link) => link.lang));
}

// Fills in every field of every block with words of the page itself. The story is typed on the keyboard, as a person
// would. Returns the story, and the typed and chosen answers by question id.
export async function fillAll(page, lang) {
  const answers = await page.evaluate((lang) => {
    const answers = {};
    for (const details of document.querySelectorAll('details')) details.open = true;
    let turn = 0;
    for (const field of document.querySelectorAll('main form [name]')) {
      turn += 1;
      const label = (field.closest('.field')?.querySelector('label, legend')?.textContent ?? '').trim();
      if (field.tagName === 'SELECT') {
        // The sender always asks for a code.
        field.selectedIndex = field.name === 'reply-here' ? 1 : 1 + (turn % (field.options.length - 1));
        answers[field.name] = field.value;
      } else if (field.type === 'checkbox') {
        field.checked = turn % 2 === 0;
        if (field.checked) answers[field.name] = [...(answers[field.name] ?? []), field.value];
      } else if (field.type === 'text' || (field.tagName === 'TEXTAREA' && field.name !== 'story')) {
        field.value = `${lang} ${turn}: ${label} <b>"&amp;' 😀`;
        if (field.tagName === 'TEXTAREA') field.value += '\n\n  second line';
        answers[field.name] = field.value;
      }
    }
    return answers;
  }, lang);
  const story = `${lang}: ${await page.$eval('label[for=story]', (label) => label.textContent.trim())}`;
  await page.focus('[name=story]');
  await page.keyboard.type(story);
  await (await page.$('[name=files]')).uploadFile(photo);
  await (await page.$('[name=photo]')).uploadFile(ticket);
  return { story, answers };
}

// Presses the first button of a form.
export async function send(page, button = 'main form button[type=submit]') {
  await page.focus(button);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

export const digests = async (...files) => Promise.all(
  files.map(async (file) => createHash('sha256').update(await readFile(file)).digest('hex')),
);
