// With scripts, a text tip, a look-up and a follow-up have one size on the way. Without scripts, a random pad hides the
// size of typed words.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { chromium, firefox } from './browsers.mjs';
import { exchange, openRelay, threeActs } from './capture.mjs';
import { openLine } from './line.mjs';

let line;
let relay;

before(async () => { line = await openLine(); relay = await openRelay(line.url); });
after(async () => { relay?.close(); await line?.close(); });

test('with scripts, three acts send one size and are answered with one size', async () => {
  const browser = await chromium();
  try {
    const page = await browser.open({ scripts: true });
    const seen = [];
    for (let n = 0; n < 3; n += 1) seen.push(...Object.values((await threeActs(page, relay)).acts).map(exchange));
    const up = new Set(seen.map((one) => one.up));
    const down = new Set(seen.map((one) => one.down));
    assert.equal(up.size, 1, `sent: ${[...up]}`);
    assert.equal(down.size, 1, `answered: ${[...down]}`);
    assert.ok([...up][0] > 65536);
  } finally { await browser.close(); }
});

for (const [name, open] of [['Chromium', () => chromium({ phone: true })], ['Firefox', firefox]]) {
  test(`without scripts, in ${name}, the pads overlap and the answers have one size`, async () => {
    const browser = await open();
    try {
      const page = await browser.open();
      const acts = { tip: [], look: [], more: [] };
      for (let n = 0; n < 8; n += 1) {
        const seen = await threeActs(page, relay, { most: 120 });
        for (const [act, trace] of Object.entries(seen.acts)) acts[act].push(exchange(trace));
      }
      const all = Object.values(acts).flat();
      assert.equal(new Set(all.map((one) => one.down)).size, 1, 'answers differ in size');
      // The pad is 8 to 24 KiB. The rest of a form is made the same, so that the sizes of all acts lie in one range.
      const least = Math.min(...all.map((one) => one.up));
      for (const [act, seen] of Object.entries(acts)) {
        for (const one of seen) assert.ok(one.up - least <= 16 * 1024 + 700, `${act}: ${one.up} beside ${least}`);
        assert.ok(new Set(seen.map((one) => one.up)).size > 4, `${act} is not padded`);
      }
    } finally { await browser.close(); }
  });
}
