// A peer that is away: uploads pile up for it, the node is restarted, the peer comes back.
// `node bench/backlog.mjs [operations] [flags for both nodes, such as --no-fsync]`
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, queueLength, startNode } from './node-process.mjs';

const operations = Number(process.argv[2] ?? 1_000_000);
const flags = process.argv.slice(3);
const concurrency = 16;
const directory = mkdtempSync(join(tmpdir(), 'cockatiel-backlog-'));
const ports = [await freePort(), await freePort()];
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
let node = await startNode(directory, ports[0], [ports[1]], flags);

function put(path, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request(
      `${node.url}${path}`,
      { method: 'PUT', headers, agent },
      (incoming) => {
        if (incoming.statusCode === 201) incoming.resume().once('end', resolve);
        else reject(new Error(`An upload was answered ${incoming.statusCode}.`));
      },
    );
    outgoing.once('error', reject).end(body);
  });
}

/** Uploads a share of all operations, a thousand files to a directory. */
async function upload(from, to) {
  const began = performance.now();
  const cpuBefore = node.cpuMs();
  let next = from;
  const worker = async () => {
    for (let mine = next++; mine < to; mine = next++) {
      await put(`/${Math.floor(mine / 1000)}/${mine}`, `file ${mine}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - began) / 1000;
  const count = to - from;
  return { rate: count / seconds, cpuMs: (node.cpuMs() - cpuBefore) / count };
}

function ratio(last, first) {
  return (last / first).toFixed(2);
}

const shares = 10;
const warmUp = Math.min(operations / 10, 2000);
await upload(0, warmUp);
const rssBefore = node.rssMiB();
const measured = [];
for (let share = 0; share < shares; share += 1) {
  const at = (part) => warmUp + Math.floor(((operations - warmUp) * part) / shares);
  const { rate, cpuMs } = await upload(at(share), at(share + 1));
  measured.push({ rate, cpuMs });
  const figures = `${rate.toFixed(0)} uploads/s, ${cpuMs.toFixed(3)} ms of CPU each`;
  console.log(`share ${share + 1} of ${shares}: ${figures}`);
}
const rssAfter = node.rssMiB();
const [first, last] = [measured[0], measured.at(-1)];
console.log(`queue length ${await queueLength(node.url)}`);
console.log(
  `last share / first: rate ${ratio(last.rate, first.rate)}, CPU ${ratio(last.cpuMs, first.cpuMs)}`,
);
console.log(`RSS ${rssBefore.toFixed(0)} → ${rssAfter.toFixed(0)} MiB`);
agent.destroy();
await node.stop();
node = await startNode(directory, ports[0], [ports[1]], flags);
console.log(
  `start-up with the backlog: ${node.startMs.toFixed(0)} ms, RSS ${node.rssMiB().toFixed(0)} MiB`,
);

const peer = await startNode(directory, ports[1], [], flags);
let mark = { atMs: performance.now(), cpuMs: node.cpuMs(), length: operations };
for (let share = 1; share <= shares; share += 1) {
  const goal = Math.floor((operations * (shares - share)) / shares);
  let length = await queueLength(node.url);
  while (length > goal) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    length = await queueLength(node.url);
  }
  const next = { atMs: performance.now(), cpuMs: node.cpuMs(), length };
  const count = mark.length - next.length;
  const rate = count / ((next.atMs - mark.atMs) / 1000);
  const cpuMs = (next.cpuMs - mark.cpuMs) / count;
  const figures = `${rate.toFixed(0)} files/s, ${cpuMs.toFixed(3)} ms of CPU each`;
  console.log(`drain, share ${share} of ${shares}: ${figures}`);
  mark = next;
}
console.log(`RSS at the end: ${node.rssMiB().toFixed(0)} MiB`);
await Promise.all([node.stop(), peer.stop()]);
rmSync(directory, { recursive: true });
