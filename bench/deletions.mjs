// Starts a node on a log of very many deleted names, again and again, and says what a start takes:
// `npm run bench:deletions -- [names] [short | ordinary | long | wide] [--stored FILES] [--starts N]`
// By default the names are the 2^24 + 1 that are one more than a JavaScript Set takes. That takes some minutes and 2 GB
// of disk, in the directory for temporary files; a million stored files take as many inodes and 4 GB.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { layTombstones, nameKinds } from './lay-tombstones.mjs';
import { freePort, spread, startNode } from './node-process.mjs';
import { layFiles } from './stored-files.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { stored: { type: 'string', default: '0' }, starts: { type: 'string', default: '9' } },
});
const [count = String(2 ** 24 + 1), kind = 'short'] = positionals;
const starts = Number(values.starts);
/** A start that makes the index of the log takes this long for each name at most. */
const patienceMs = 60_000 + Number(count) / 5;
const directory = mkdtempSync(join(tmpdir(), 'cockatiel-deletions-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const empty = await measureStarts(join(directory, 'empty'));
print('an empty node', empty);

const full = join(directory, 'full');
const port = await freePort();
const queue = join(full, `${port}`, 'queue');
mkdirSync(queue, { recursive: true });
const sizeBytes = layTombstones(queue, Number(count), kind);
console.log(`${count} ${kind} names, ${toMiB(sizeBytes)} of deletion.log, ${values.stored} files`);
if (values.stored !== '0')
  layFiles(join(full, `${port}`, 'storage'), 'stored', Number(values.stored), 16);
// What it records makes the next starts those of a node that has a journal.
print('its first start, which makes the index', await measure(full, port, settle));
const before = statSync(join(queue, 'deletion.log'));
const later = await measureStarts(full, port);
print('a later start', later);
const after = statSync(join(queue, 'deletion.log'));
console.log(`deletion.log was ${after.ino === before.ino ? 'not ' : ''}written again`);
const above = later.memory.median - empty.memory.median;
console.log(`${above.toFixed(1)} MiB above an empty node`);
print('and one that deletes', await measure(full, port, removeSome));

/** Starts a node several times; for each figure the middle value, and the ones at both ends. */
async function measureStarts(where, at) {
  const used = at ?? (await freePort());
  const results = [];
  for (let start = 0; start < starts; start += 1) results.push(await measure(where, used));
  const figures = Object.keys(results[0]);
  return Object.fromEntries(figures.map((name) => [name, spread(results.map((one) => one[name]))]));
}

/** Starts a node, waits until its digest is ready, and stops it. */
async function measure(where, at, work) {
  const node = await startNode(where, at, [], [], { patienceMs });
  const atOnce = {
    listens: node.startMs / 1000,
    cpu: node.cpuMs() / 1000,
    listening: node.rssMiB(),
  };
  await untilReady(node);
  const ready = {
    ready: node.sinceStartMs() / 1000,
    memory: node.rssMiB(),
    peak: node.peakRssMiB(),
  };
  await work?.(node);
  await node.stop();
  return { ...atOnce, ...ready };
}

async function untilReady({ url }) {
  for (;;) {
    const { node } = await (await fetch(`${url}/_status`)).json();
    if (node.files !== null) return;
    await pause(20);
  }
}

/** Deletes new names, one that has long been deleted, and asks for that. */
async function removeSome({ url }) {
  const toName = nameKinds[kind];
  const known = toName(Number(count) - 1);
  for (const name of [toName(Number(count)), toName(Number(count) + 1), known]) {
    await time(url, 'DELETE', name);
  }
  await time(url, 'GET', known);
}

/** Deletes some, and waits until the index is merged. */
async function settle(node) {
  await removeSome(node);
  const list = () => readdirSync(join(queue, 'deletion.index')).join();
  for (let before = ''; before !== list(); await pause(3000)) before = list();
}

async function time(url, method, name) {
  const began = performance.now();
  const { status } = await fetch(`${url}/${encodeURI(name)}`, { method });
  console.log(`  ${method} ${status} in ${(performance.now() - began).toFixed(1)} ms`);
}

function print(what, { listens, cpu, listening, ready, memory, peak }) {
  console.log(`${what}:`);
  console.log(`  listens after s     ${format(listens)}`);
  console.log(`  CPU until then s    ${format(cpu)}`);
  console.log(`  memory then MiB     ${format(listening)}`);
  console.log(`  digest ready after s ${format(ready)}`);
  console.log(`  memory then MiB     ${format(memory)}`);
  console.log(`  peak MiB            ${format(peak)}`);
}

function format(figure) {
  if (typeof figure === 'number') return figure.toFixed(2);
  const { min, median, max } = figure;
  return `${median.toFixed(2)} (${min.toFixed(2)} … ${max.toFixed(2)})`;
}

function toMiB(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
