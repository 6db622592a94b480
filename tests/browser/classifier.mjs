// Measures how well a watcher of the sender's connection can tell a text tip, a look-up and a follow-up apart, in
// Chromium.
// A random forest learns from sizes, directions and times. It is trained on four fifths of the captures and tested on
// the rest, five times over. `cargo xtask bench` runs it, without scripts and with them.
import { RandomForestClassifier } from 'ml-random-forest';
import { chromium } from './browsers.mjs';
import { exchange, openRelay, threeActs } from './capture.mjs';
import { openLine } from './line.mjs';

const rounds = Number(process.argv[2] ?? 200);
const scripts = process.argv.includes('--scripts');
const line = await openLine();
const relay = await openRelay(line.url);
const browser = await chromium();
const acts = { names: ['tip', 'look-up', 'follow-up'], samples: [] };
const visits = { names: ['tip', 'look-up'], samples: [] };
try {
  let page = await browser.open({ scripts });
  let code = null;
  for (let round = 0; round < rounds; round += 1) {
    if (round % 50 === 49) { await page.close(); page = await browser.open({ scripts }); }
    const seen = await threeActs(page, relay, { code });
    code = seen.code;
    Object.values(seen.acts).forEach((trace, label) => acts.samples.push({ label, round, trace, features: features(trace) }));
    Object.values(seen.visits).forEach((trace, label) => visits.samples.push({ label, round, trace, features: features(trace) }));
  }
} finally {
  await browser.close();
  relay.close();
  await line.close();
}

// The same capture on a connection whose delays vary by up to `most` milliseconds. A phone's radio varies by more. No
// event overtakes another.
function jittered(trace, most) {
  let last = 0;
  return trace.map((event) => {
    last = Math.max(last, event.at + Math.random() * most);
    return { ...event, at: last };
  });
}

function features(trace) {
  const one = exchange(trace);
  const sum = (up) => trace.filter((event) => event.up === up).reduce((bytes, event) => bytes + event.bytes, 0);
  return [one.up, one.down, one.delay, one.took, one.runs, one.head, one.end, one.records, sum(true), sum(false), trace.length,
    trace.at(-1).at - trace[0].at, new Set(trace.map((event) => event.connection)).size];
}

const measured = ['bytes up', 'bytes down', 'ms until the answer', 'ms in all', 'turns', 'first record', 'last record up', 'records up', 'all up', 'all down',
  'records', 'ms with what the page asks for', 'connections'];

// The features that need no clock.
const sizes = measured.filter((name) => !name.startsWith('ms')).map((name) => measured.indexOf(name));
const all = measured.map((name, at) => at);
const JITTER = 5;

function right(samples, looked) {
  const seenOf = ({ features }) => looked.map((feature) => features[feature]);
  let right = 0;
  for (let fold = 0; fold < 5; fold += 1) {
    const [seen, unseen] = [samples.filter((one) => one.round % 5 !== fold), samples.filter((one) => one.round % 5 === fold)];
    const forest = new RandomForestClassifier({ seed: fold, nEstimators: 100, maxFeatures: 0.6, replacement: true, noOOB: true });
    forest.train(seen.map(seenOf), seen.map((one) => one.label));
    forest.predict(unseen.map(seenOf)).forEach((said, at) => { right += said === unseen[at].label ? 1 : 0; });
  }
  return right / samples.length;
}

function report(what, set) {
  const { names, samples } = set;
  const accuracy = right(samples, all);
  // Two standard deviations of guessing, as a multiple of chance.
  const noise = 2 * Math.sqrt((names.length - 1) / samples.length);
  console.log(`classifier, ${what}: ${samples.length} captures, scripts ${scripts ? 'on' : 'off'}: ${(accuracy * 100).toFixed(1)} % right, ${(accuracy * names.length).toFixed(2)} × chance (± ${noise.toFixed(2)} by chance alone)`);
  const behind = samples.map((one) => ({ ...one, features: features(jittered(one.trace, JITTER)) }));
  console.log(`  by sizes and numbers alone: ${(right(samples, sizes) * names.length).toFixed(2)} × chance`);
  console.log(`  on a connection whose delay varies by up to ${JITTER} ms: ${(right(behind, all) * names.length).toFixed(2)} × chance`);
  measured.forEach((name, feature) => {
    const means = names.map((of, label) => {
      const all = samples.filter((one) => one.label === label).map((one) => one.features[feature]);
      return `${of} ${(all.reduce((sum, one) => sum + one, 0) / all.length).toFixed(1)}`;
    });
    console.log(`  ${name}, at the mean: ${means.join(', ')}`);
  });
}

report('the exchange that sends a tip, a look-up or a follow-up', acts);
report('the whole visit for a tip or a look-up', visits);
