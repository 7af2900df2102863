// How the cost of a request grows with what a node has and does. In each workload the contestants
// are nodes that differ in one number, the largest first.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fillQueue } from './fill-queue.mjs';
import { layFiles } from './stored-files.mjs';

const fileBytes = 10_240;
const hotFiles = 1000;
const manyFiles = [1_000_000, 100_000, 1000];
const manyQueued = [1_000_000, 100_000, 0];
const manyPeers = [4, 2, 1, 0];
const manyConnections = [5000, 512, 32, 1];
const anyHash = '0'.repeat(40);

export const growthWorkloads = [
  grow('GET with files stored', manyFiles, {
    // Without the cache: what is measured is the way to the disk.
    flags: ['--cache-size', '0'],
    lay: (storage, count) => layNames(storage, count),
    job: (paths) => ({ lines: paths, connections: 32, status: 200, answerBytes: fileBytes }),
    goal: 0.85,
  }),
  grow('PUT with files stored', manyFiles, {
    flags: ['--no-fsync'],
    lay: (storage, count) => layNames(storage, count),
    job: upload,
    goal: 0.85,
  }),
  grow('PUT with operations queued', manyQueued, {
    flags: ['--no-fsync'],
    isAwaited: true,
    lay: (_storage, count, node) => fillQueue(node, count),
    job: upload,
    goal: 0.9,
  }),
  grow('PUT with peers that are away', manyPeers, {
    flags: ['--no-fsync'],
    peers: (count) => count,
    job: upload,
  }),
  grow('GET with connections', manyConnections, {
    flags: ['--max-connections', '6000'],
    job: (paths, count) => {
      const lines = Array.from({ length: 5000 }, (_none, at) => paths[at % paths.length]);
      return { lines, connections: count, status: 200, answerBytes: fileBytes };
    },
  }),
];

/** A workload with a node for each number; `settings` say how a node gets there. */
function grow(name, numbers, settings) {
  const last = numbers.at(-1).toLocaleString('en');
  const { goal } = settings;
  return {
    name,
    unit: 'requests/s',
    goals: [{ to: last, ...(goal !== undefined && { ratio: goal }) }],
    async prepare(scope) {
      const contestants = [];
      for (const number of numbers) contestants.push(await contend(scope, number, settings));
      return contestants;
    },
  };
}

async function contend(scope, number, { flags, lay, peers, isAwaited, job }) {
  const port = await scope.freePort();
  const away = Array.from({ length: peers?.(number) ?? (isAwaited ? 1 : 0) }, () =>
    scope.freePort(),
  );
  const peerPorts = await Promise.all(away);
  const storage = scope.storage(port);
  const paths = layFiles(storage, 'hot', hotFiles, fileBytes);
  const queue = join(storage, '..', 'queue');
  await lay?.(storage, number, { storage, queue, peerPorts });
  const node = await scope.startNode(port, peerPorts, flags);
  let rounds = 0;
  return {
    name: number.toLocaleString('en'),
    servers: () => [node],
    nodes: () => [node],
    measure: ({ seconds }) =>
      scope.load({ url: node.url, seconds, ...job(paths, number, `/up-${rounds++}`) }),
  };
}

function upload(_paths, _number, prefix) {
  return { prefix, bodyBytes: fileBytes, connections: 16, status: 201 };
}

/** Empty files under stored names, a thousand in a directory. */
function layNames(storage, count) {
  for (let index = 0; index < count; index += 1) {
    const directory = join(storage, 'many', `d${Math.floor(index / 1000)}`);
    if (index % 1000 === 0) mkdirSync(directory, { recursive: true });
    closeSync(openSync(join(directory, `f${index}_1700000000_${anyHash}.bin`), 'w'));
  }
}
