// Measures what two nodes with very many names take to know that they hold the same, and to find one
// file that is missing: `npm run bench:repair -- [names]`, by default a million files and a million
// deletions on each. It takes a quarter of an hour, 2 GB of disk and twice as many free inodes, in
// the directory for temporary files.
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, startNode, storageDirectory } from './node-process.mjs';

const count = Number(process.argv[2] ?? 1_000_000);
/** Of no bytes: the content of a file takes no part. */
const emptySha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const namesPerDirectory = 1000;
/** A file system counts the names of a file in 16 bits. */
const namesPerFile = 30_000;
const directory = mkdtempSync(join(tmpdir(), 'cockatiel-repair-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const ports = [await freePort(), await freePort(), await freePort()];
const [portOfA, portOfB, portOfEmpty] = ports;
for (const port of [portOfA, portOfB]) {
  layNames(port);
  writeDeletions(port);
}
const missing = toName(count - 1);
rmSync(join(storageDirectory(directory, portOfB), missing));
await Promise.all([portOfA, portOfB].map(startFirst));

await printMemory('an empty node', portOfEmpty);
await printMemory('a node with all the names', portOfA);

/** Nodes that do nothing but compare: their scrub would list all files meanwhile. */
const withoutScrub = ['--scrub-days', '0'];
const a = await startNode(directory, portOfA, [portOfB], withoutScrub);
console.log(`a node with all the names listens after ${Math.round(a.startMs)} ms`);
console.log(
  `it knows its digest ${await untilComplete(a)} ms later, and has ${cpuOf(a)} ms of CPU`,
);
console.log(`it knows the size of its files ${await untilCounted(a)} ms after that`);

const b = await startNode(directory, portOfB, [portOfA], withoutScrub);
await untilCounted(b);
const before = cpuOf(a, b);
const foundMs = await until(async () => (await statusOf(`${b.url}/${missing}`)) === 200);
console.log(
  `one file is found missing and sent in ${foundMs} ms: ${cpuOf(a, b) - before} ms of CPU`,
);

await until(async () => (await reportOf(a)).inSync && (await reportOf(b)).inSync);
const restingCpuMs = cpuOf(a, b);
await pause(120_000);
const perMinute = Math.round((cpuOf(a, b) - restingCpuMs) / 2);
console.log(
  `at rest both nodes together take ${perMinute} ms of CPU a minute, in which they compare`,
);
await Promise.all([a.stop(), b.stop()]);

function toName(index) {
  return `d${Math.floor(index / namesPerDirectory)}/f${index}_1700000000_${emptySha1}.bin`;
}

function layNames(port) {
  const storage = storageDirectory(directory, port);
  mkdirSync(storage, { recursive: true });
  let content = '';
  for (let index = 0; index < count; index += 1) {
    const path = join(storage, toName(index));
    if (index % namesPerDirectory === 0) mkdirSync(dirname(path));
    if (index % namesPerFile === 0) {
      content = path;
      writeFileSync(path, '');
    } else linkSync(content, path);
  }
}

function writeDeletions(port) {
  const queue = join(directory, `${port}`, 'queue');
  mkdirSync(queue, { recursive: true });
  const file = openSync(join(queue, 'deletion.log'), 'w');
  for (let from = 0; from < count; from += namesPerDirectory) {
    const names = Array.from({ length: namesPerDirectory }, (_none, index) => from + index);
    writeSync(file, names.map((index) => `gone/${toName(index)}\n`).join(''));
  }
  closeSync(file);
}

/** The first start of a node makes the index of its deletions, and counts its files. */
async function startFirst(port) {
  const node = await startNode(directory, port, [], [], { patienceMs: 60_000 + count / 5 });
  const countedMs = await untilCounted(node);
  console.log(`a first start counts its files in ${countedMs} ms, with ${cpuOf(node)} ms of CPU`);
  console.log(`after that it takes ${await restingMiB(node)} MiB`);
  await node.stop();
}

/**
 * Prints the memory of a node at rest, and of one whose heap has little room for garbage: a node
 * that works takes some 40 MiB of that, whatever it stores.
 */
async function printMemory(what, port) {
  const amounts = [];
  for (const nodeFlags of [[], ['--max-semi-space-size=1']]) {
    const node = await startNode(directory, port, [], [], { nodeFlags });
    await untilCounted(node);
    amounts.push(await restingMiB(node));
    await node.stop();
  }
  console.log(`${what} takes ${amounts[0]} MiB, and ${amounts[1]} MiB with little garbage`);
}

/** Resolves with the milliseconds that it took. */
async function until(isSo) {
  const begunMs = performance.now();
  while (!(await isSo())) await pause(50);
  return Math.round(performance.now() - begunMs);
}

async function untilComplete(node) {
  return await until(async () => (await readStatus(node)).node.digest !== null);
}

async function untilCounted(node) {
  return await until(async () => (await readStatus(node)).node.bytes !== null);
}

async function readStatus({ url }) {
  return await (await fetch(`${url}/_status`)).json();
}

/** What a node says of its only peer. */
async function reportOf(node) {
  return Object.values((await readStatus(node)).queues)[0];
}

/** As a node asks: what is not there is not read from a peer. */
async function statusOf(url) {
  const response = await fetch(url, { headers: { 'X-Cockatiel-Node': '0'.repeat(16) } });
  await response.arrayBuffer();
  return response.status;
}

/** The least of some seconds, because garbage is collected now and then. */
async function restingMiB(node) {
  let least = Infinity;
  for (let second = 0; second < 20; second += 1) {
    await pause(1000);
    least = Math.min(least, node.rssMiB());
  }
  return Math.round(least);
}

function cpuOf(...nodes) {
  return nodes.reduce((sum, node) => sum + node.cpuMs(), 0);
}
