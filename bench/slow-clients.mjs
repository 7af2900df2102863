// Slow clients: how long a normal client waits for its answers alone, and beside 1,000 clients that
// send heads, send bodies or take answers, a byte a second. `node bench/slow-clients.mjs [rounds]`
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort, spread, startNode, storageDirectory } from './node-process.mjs';
import { layLargeFile } from './stored-files.mjs';

const rounds = Number(process.argv[2] ?? 5);
const clients = 1000;
const samples = 250;
const fileBytes = 10_240;
const largeFileBytes = 64 * 1024 * 1024;
/** What slow clients do, and how many files the node has open for each: its socket, and a file. */
const kinds = { heads: 1, bodies: 2, answers: 2 };
const limitMs = 90_000;

const crowdProcess = fileURLToPath(new URL('./crowd-process.mjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'cockatiel-slow-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const limit = setTimeout(() => {
  console.error(`It took longer than ${limitMs / 1000} seconds.`);
  process.exit(1);
}, limitMs);

const agent = new Agent({ keepAlive: true });
const port = await freePort();
const [large] = layLargeFile(storageDirectory(directory, port), 1, largeFileBytes);
const node = await startNode(directory, port, []);

function send(method, path, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': body.length };
    const options = { method, headers: { ...headers, ...length }, agent };
    const outgoing = request(node.url + path, options, (incoming) => {
      incoming.resume().once('end', () => resolve(incoming));
    });
    outgoing.once('error', reject).end(body);
  });
}

async function timeOf(status, method, path, sent) {
  const began = performance.now();
  const { statusCode } = await send(method, path, sent);
  if (statusCode !== status) throw new Error(`${method} ${path} was answered ${statusCode}.`);
  return performance.now() - began;
}

const hot = (await send('PUT', '/hot', { body: randomBytes(fileBytes) })).headers.location;
// Verified once, it is not hashed for each of the slow clients.
await send('GET', large);
let turns = 0;

/** What a normal client does: answers come from memory, from the disk, or after a sync. */
const works = {
  'GET from memory': () => timeOf(200, 'GET', hot),
  'GET from disk': () => {
    const first = (turns * fileBytes) % largeFileBytes;
    const headers = { Range: `bytes=${first}-${first + fileBytes - 1}` };
    return timeOf(206, 'GET', large, { headers });
  },
  PUT: () => timeOf(201, 'PUT', `/normal-${turns}`, { body: randomBytes(fileBytes) }),
};

/** The median time of each kind of work. */
async function takeSample() {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let sample = 0; sample < samples; sample += 1) {
    turns += 1;
    for (const [name, work] of Object.entries(works)) times[name].push(await work());
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, list]) => [name, spread(list).median]),
  );
}

async function until(isReached) {
  while (!isReached()) await pause(20);
}

/** Does the work while the slow clients are held, and lets them go. */
async function beside(kind, work) {
  const atRest = node.descriptors();
  const job = JSON.stringify({ port, kind, clients, path: large });
  const crowd = spawn(process.execPath, [crowdProcess, job], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => crowd.kill('SIGKILL');
  process.once('exit', kill);
  await new Promise((resolve) => crowd.stdout.once('data', resolve));
  await until(() => node.descriptors() >= atRest + clients * kinds[kind]);
  const result = await work();
  kill();
  process.off('exit', kill);
  await until(() => node.descriptors() <= atRest);
  return result;
}

await takeSample();
const situations = ['alone', ...Object.keys(kinds)];
const results = [];
for (let round = 0; round < rounds; round += 1) {
  const result = {};
  // Each has its turn at every place: machines are not the same from one second to the next.
  for (let place = 0; place < situations.length; place += 1) {
    const who = situations[(round + place) % situations.length];
    result[who] = who === 'alone' ? await takeSample() : await beside(who, takeSample);
  }
  results.push(result);
}

function show({ min, median, max }) {
  return [min, median, max].map((value) => value.toFixed(2).padStart(7)).join('');
}

console.log(
  `median of ${samples} answers in ms, and the ratio to those alone, in ${rounds} rounds`,
);
console.log(`${' '.repeat(41)}min median    max   ratio:  min median    max`);
for (const name of Object.keys(works)) {
  for (const who of situations) {
    const times = spread(results.map((result) => result[who][name]));
    const ratios = spread(results.map((result) => result[who][name] / result.alone[name]));
    const label = who === 'alone' ? who : `beside slow ${who}`;
    const ratio = who === 'alone' ? '' : `       ${show(ratios)}`;
    console.log(`${name.padEnd(16)} ${label.padEnd(20)} ${show(times)}${ratio}`.trimEnd());
  }
}
console.log(`memory of the node: ${node.peakRssMiB().toFixed(0)} MiB at most`);
clearTimeout(limit);
agent.destroy();
await node.stop();
