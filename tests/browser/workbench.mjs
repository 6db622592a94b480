// A desk in the morning, made by `morning`, and its workbench, run by `reviewer open`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), process.env.LINE_PROFILE ?? 'debug');

async function told(child, last) {
  const all = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, key, value] = line.match(/^(\S+)(?:\t|\s{2,})?(.*)$/);
    all[key] = value;
    if (key === last) break;
  }
  return all;
}

const ended = (child) => new Promise((resolve) => { if (child.exitCode !== null) resolve(); else child.once('exit', resolve); });

// Makes a desk, and a bundle with the 200 synthetic tips. With `--five`, the desk has already imported four tips and an
// advert.
export async function openMorning(more = []) {
  const child = spawn(path.join(target, 'morning'), more, { stdio: ['pipe', 'pipe', 'inherit'] });
  const morning = await told(child, 'ready');
  if (!morning.bundle) throw new Error('there is no morning');
  return { ...morning, close: () => { const done = ended(child); child.stdin.end(); return done; } };
}

// Starts the workbench at a desk. A browser enters by opening the page `entry`.
export async function openWorkbench(desk, more = []) {
  const child = spawn(path.join(target, 'reviewer'), ['open', '--no-browser', '--desk', desk, ...more], { stdio: ['ignore', 'pipe', 'ignore'] });
  const { workbench, open } = await told(child, 'open');
  if (!open) throw new Error('the workbench did not come up');
  return { url: workbench, entry: open, close: () => { const done = ended(child); child.kill(); return done; } };
}
