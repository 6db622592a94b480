// A relay on loopback between a browser and the line. It records what a watcher of the sender's network sees: sizes,
// directions and times of TLS records, whose lengths are not encrypted.
import net from 'node:net';

// Returns a function that takes a stream's bytes as they come, and calls `whole` with the size of each complete TLS
// record.
function records(whole) {
  let head = Buffer.alloc(0);
  let [size, left] = [0, 0];
  return (data) => {
    let at = 0;
    while (at < data.length) {
      if (left === 0) {
        const taken = data.subarray(at, at + 5 - head.length);
        head = Buffer.concat([head, taken]);
        at += taken.length;
        if (head.length < 5) return;
        left = head.readUInt16BE(3);
        size = 5 + left;
        head = Buffer.alloc(0);
      }
      const taken = Math.min(left, data.length - at);
      at += taken;
      left -= taken;
      if (left === 0) whole(size);
    }
  };
}

export async function openRelay(url) {
  const target = Number(new URL(url).port);
  let seen = null;
  let connections = 0;
  const note = (connection, up, bytes) => { seen?.push({ connection, up, bytes, at: performance.now() }); };
  const server = net.createServer({ noDelay: true }, (sender) => {
    const connection = connections += 1;
    const line = net.connect({ port: target, host: '127.0.0.1', noDelay: true });
    const up = records((bytes) => note(connection, true, bytes));
    const down = records((bytes) => note(connection, false, bytes));
    sender.on('data', (data) => { up(data); line.write(data); });
    line.on('data', (data) => { down(data); sender.write(data); });
    for (const [one, other] of [[sender, line], [line, sender]]) {
      one.on('error', () => other.destroy());
      one.on('end', () => other.end());
    }
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const during = async (act) => {
    seen = [];
    await act();
    const trace = seen;
    seen = null;
    return trace;
  };
  return { url: `https://127.0.0.1:${server.address().port}`, during, seen: () => seen.length, close: () => server.close() };
}

// The exchange in a trace that sends a form. It is on the connection that carries the most bytes up: the request up to
// the first byte of the response, and the response up to the next request. Browsers open other connections at the same
// time, in case they need them.
export function exchange(trace) {
  const sum = (events) => events.reduce((bytes, event) => bytes + event.bytes, 0);
  const by = Map.groupBy ? Map.groupBy(trace, (event) => event.connection) : grouped(trace);
  const ups = (events) => sum(events.filter((event) => event.up));
  const events = [...by.values()].sort((one, other) => ups(other) - ups(one))[0];
  // A new connection starts with a handshake: the form is the longest run of bytes going up.
  const runs = [];
  for (const event of events) {
    if (runs.length === 0 || runs.at(-1)[0].up !== event.up) runs.push([]);
    runs.at(-1).push(event);
  }
  const largest = runs.reduce((best, run, at) => (run[0].up && (best < 0 || sum(run) > sum(runs[best])) ? at : best), -1);
  const [up, down] = [runs[largest], runs[largest + 1]];
  return {
    up: sum(up), down: sum(down), delay: down[0].at - up.at(-1).at, took: down.at(-1).at - up[0].at, runs: runs.length,
    head: up[0].bytes, end: up.at(-1).bytes, records: up.length,
  };
}

function grouped(trace) {
  const by = new Map();
  for (const event of trace) by.set(event.connection, [...(by.get(event.connection) ?? []), event]);
  return by;
}

const words = 'they hold her in the white building by the river and ask for money her phone was taken last week '.split(' ');
const story = (length) => Array.from({ length: length / 5 }, () => words[Math.floor(Math.random() * words.length)]).join(' ').slice(0, length);

async function fill(page, name, text) {
  await page.$eval(`[name=${name}]`, (field, value) => { field.value = value; }, text);
}

async function press(page, button) {
  await page.focus(button);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

// A text tip, a look-up of its code, and a follow-up without files, each as a watcher sees it.
// Each act is the exchange that sends it. For the first two, the visit starts with the fetch of the page. A
// follow-up has no such beginning: it is sent from the page that a look-up returns.
export async function threeActs(page, relay, { most = 1000, code: known = null } = {}) {
  const length = () => 80 + Math.floor(Math.random() * (most - 80));
  const visit = async (path, prepare, button) => {
    let fetched = 0;
    const trace = await relay.during(async () => {
      await page.goto(`${relay.url}/en/${path}`);
      await prepare();
      fetched = relay.seen();
      await press(page, button);
    });
    return { trace, act: trace.slice(fetched) };
  };
  const tell = () => visit('tip?new', () => fill(page, 'story', story(length())), 'form button[type=submit]');
  const look = (code) => visit('mailbox', () => fill(page, 'code', code), 'button[value=open]');
  const shown = () => page.$eval('output#code', (output) => output.textContent.trim());
  // With a code from before, the order is random: the requests of a browser that has just started fall on both acts.
  const lookFirst = known !== null && Math.random() < 0.5;
  let [told, looked, more, code] = [null, null, null, known];
  const follow = async () => {
    await fill(page, 'story', story(length()));
    more = await relay.during(() => press(page, 'button[value=send]'));
    if (!await page.$('[role=status]')) throw new Error('the follow-up did not arrive');
  };
  if (lookFirst) { looked = await look(code); await follow(); }
  told = await tell();
  code = await shown();
  if (!lookFirst) { looked = await look(known ?? code); await follow(); }
  return { acts: { tip: told.act, look: looked.act, more }, visits: { tip: told.trace, look: looked.trace }, code };
}
