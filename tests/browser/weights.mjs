// The weight of each page and its number of requests on a first visit, in its lightest and heaviest language: the
// README's table.
// Then the time of the heaviest form on a 2G connection. `cargo xtask bench` runs it.
import { chromium } from './browsers.mjs';
import { languagesOf, send } from './filling.mjs';
import { openLine } from './line.mjs';

const line = await openLine();
const browser = await chromium({ phone: true });
const table = new Map();

// Bytes and requests during `act`, without a cache. The icon counts only in bytes.
async function weigh(page, act) {
  const session = await page.createCDPSession();
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const icons = new Set();
  let [bytes, requests] = [0, 0];
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.endsWith('/icon.svg')) icons.add(requestId); else requests += 1;
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await act();
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  await session.detach();
  return { bytes, requests };
}

function note(name, lang, { bytes, requests }) {
  const seen = table.get(name) ?? [];
  seen.push({ lang, bytes, requests });
  table.set(name, seen);
}

try {
  const first = await browser.open({ scripts: true });
  const languages = await languagesOf(first, line.url);
  note('first page', 'any', await weigh(first, () => first.goto(`${line.url}/`)));
  for (const lang of languages) {
    const page = await browser.open({ scripts: true });
    const visit = async (name, path) => note(name, lang, await weigh(page, () => page.goto(`${line.url}/${lang}/${path}`)));
    await visit('landing', '');
    await visit('safety', 'safety');
    await visit('keys', 'keys');
    await visit('form', 'tip?new');
    await page.type('[name=story]', 'weighed');
    note('receipt', lang, await weigh(page, () => send(page)));
    const code = await page.$eval('output#code', (output) => output.textContent.trim());
    await visit('box for a code', 'mailbox');
    await page.type('[name=code]', code);
    note('mailbox', lang, await weigh(page, () => send(page, 'button[value=open]')));
    await page.close();
  }
  console.log('| page | lightest | heaviest | requests beside the icon |\n|---|---|---|---|');
  const kib = ({ bytes, lang }) => `${(bytes / 1024).toFixed(1)} KiB${lang === 'any' ? '' : ` (${lang})`}`;
  for (const [name, seen] of table) {
    seen.sort((one, other) => one.bytes - other.bytes);
    console.log(`| ${name} | ${kib(seen[0])} | ${kib(seen.at(-1))} | ${Math.max(...seen.map(({ requests }) => requests))} |`);
  }
  const heaviest = table.get('form').at(-1).lang;
  const form = table.get('form').at(-1);
  if (form.bytes > 96 * 1024 || form.requests > 3) throw new Error('the form is too heavy');
  for (const scripts of [false, true]) {
    const slow = await browser.open({ scripts });
    await slow.emulateNetworkConditions({ download: 50_000, upload: 50_000, latency: 500 });
    const begun = performance.now();
    await slow.goto(`${line.url}/${heaviest}/tip?new`, { waitUntil: 'domcontentloaded' });
    const written = performance.now() - begun;
    await slow.type('[name=story]', 'over 2G');
    const sent = performance.now();
    await send(slow);
    if (!await slow.$('output#code')) throw new Error('no code over 2G');
    console.log(`2G (50 kB/s, 500 ms), ${heaviest}, scripts ${scripts ? 'on' : 'off'}: the form can be written in after ${(written / 1000).toFixed(1)} s; a text is sent and its code shown after ${((performance.now() - sent) / 1000).toFixed(1)} s`);
  }
} finally {
  await browser.close();
  await line.close();
}
