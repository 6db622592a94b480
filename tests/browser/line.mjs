// A throw-away line on loopback, set up as in the Rust tests. It lives while this process holds its standard input
// open.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');

export async function openLine() {
  const child = spawn(path.join(target, process.env.LINE_PROFILE ?? 'debug', 'line'), [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const told = {};
  for await (const line of lines) {
    const [key, value] = line.split('\t');
    told[key] = value;
    if (key === 'ready') break;
  }
  if (!told.url) throw new Error('the line did not come up');
  const ask = (question) => new Promise((resolve) => {
    const answers = createInterface({ input: child.stdout });
    answers.once('line', (line) => { answers.close(); resolve(JSON.parse(line)); });
    child.stdin.write(`${question}\n`);
  });
  const close = () => new Promise((resolve) => { child.once('exit', resolve); child.stdin.end(); });
  return { url: told.url, desk: () => ask('desk'), reply: (story, text) => ask(`reply\t${story}\t${text}`), away: (...texts) => ask(['away', ...texts].join('\t')), close };
}
