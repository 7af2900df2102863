// Starts a node on a log of very many deleted names, deletes two more, and starts it again:
// `npm run bench:deletions -- [names] [short | ordinary | long | wide]`, by default the 2^24 + 1 that are one more than
// a JavaScript Set takes. That takes some minutes, 3 GB of memory and 2 GB of disk, in the directory for temporary files.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/runtime/cli/cockatiel.cjs', import.meta.url));
const [count = String(2 ** 24 + 1), kind = 'short'] = process.argv.slice(2);
const sha1 = '0'.repeat(40);
const nameKinds = {
  short: (index) => `${index.toString(36)}_1_${sha1}`,
  ordinary: (index) => `2026/11/photo-${index}_1795358534_${sha1}.jpg`,
  long: (index) =>
    `${`${'x'.repeat(190)}/`.repeat(4)}${'x'.repeat(150)}-${index}_1795358534_${sha1}`,
  wide: (index) =>
    `${`${'x'.repeat(190)}/`.repeat(4)}${'x'.repeat(150)}€${index}_1795358534_${sha1}`,
};
const directory = mkdtempSync(join(tmpdir(), 'cockatiel-deletions-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

writeLog(join(directory, 'queue'), Number(count), nameKinds[kind]);
for (const first of [0, 2]) {
  const { child, url, seconds } = await start();
  const cost = `${cpuSeconds(child)} s of CPU, ${residentMebibytes(child)} MiB resident`;
  console.log(`started in ${seconds} s, ${cost}`);
  for (const index of [first, first + 1]) await remove(url, nameKinds[kind](Number(count) + index));
  // The last name of the log is known: nothing is recorded.
  await remove(url, nameKinds[kind](Number(count) - 1));
  console.log(`then ${residentMebibytes(child)} MiB resident`);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function writeLog(queue, names, toName) {
  mkdirSync(queue);
  const path = join(queue, 'deletion.log');
  const file = openSync(path, 'w');
  for (let from = 0; from < names; from += 10_000) {
    const length = Math.min(10_000, names - from);
    writeSync(file, Array.from({ length }, (_, index) => `${toName(from + index)}\n`).join(''));
  }
  closeSync(file);
  console.log(
    `${names} ${kind} names, ${Math.round(statSync(path).size / 2 ** 20)} MiB of deletion.log`,
  );
}

async function start() {
  const startedMs = performance.now();
  const where = ['--storage', join(directory, 'storage'), '--queue', join(directory, 'queue')];
  const args = [program, '--host', '127.0.0.1', '--port', '0', ...where];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.once('exit', (code) => {
    if (code !== null) process.exit(1);
  });
  const url = await new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      const [, found] = /listens on (\S+)/u.exec(chunk.toString()) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return { child, url, seconds: Math.round((performance.now() - startedMs) / 1000) };
}

async function remove(url, name) {
  const startedMs = performance.now();
  const { status } = await fetch(`${url}/${encodeURI(name)}`, { method: 'DELETE' });
  console.log(`DELETE ${status} in ${Math.round(performance.now() - startedMs)} ms`);
}

function residentMebibytes({ pid }) {
  const [, kibibytes] = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kibibytes) / 1024);
}

/** User and system time so far; the clock of `/proc` ticks a hundred times a second. */
function cpuSeconds({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
