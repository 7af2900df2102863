// What replication costs the client that uploads.
import { untilReplicated } from '../until-replicated.mjs';

/** How many connections a node keeps to a peer for a minute, and a peer as many to it. */
const connectionsPerPeer = 16;

/** PUT of 10 KiB on one of three nodes, beside PUT on a node alone. */
export const uploadsWithPeers = {
  name: 'PUT 10 KiB with two live peers',
  unit: 'uploads/s',
  keptDescriptors: 2 * 2 * connectionsPerPeer,
  goals: [{ to: 'alone', ratio: 0.33 }],
  async prepare(scope) {
    const cluster = await startThree(scope);
    const single = await scope.startNode(await scope.freePort());
    const upload = (node, { round, seconds }) => {
      const job = { connections: 16, bodyBytes: 10_240, status: 201 };
      return scope.load({ url: node.url, prefix: `/round-${round}`, seconds, ...job });
    };
    return [
      {
        name: 'with two peers',
        servers: () => [cluster[0]],
        nodes: () => cluster,
        async measure(turn) {
          const sample = await upload(cluster[0], turn);
          await untilReplicated(cluster[0]);
          return sample;
        },
      },
      {
        name: 'alone',
        servers: () => [single],
        nodes: () => [single],
        measure: (turn) => upload(single, turn),
      },
    ];
  },
};

/** How fast 3,000 uploads to one of three nodes are on all, beside the same to a node alone. */
export const uploadsUntilOnAll = {
  name: '3,000 PUTs of 10 KiB until on all three',
  unit: 'files/s',
  rounds: ({ isQuick, rounds }) => (isQuick ? 1 : rounds),
  keptDescriptors: 2 * 2 * connectionsPerPeer,
  goals: [
    { to: 'alone', ratio: 1 / 3.2 },
    { of: 'lag after the last', below: 200 },
    { of: 'CPU time of a file', below: 2.6 },
  ],
  async prepare(scope) {
    const cluster = await startThree(scope);
    const single = await scope.startNode(await scope.freePort());
    const count = scope.isQuick ? 600 : 3000;
    const upload = async (node, round) => {
      const job = { connections: 16, bodyBytes: 10_240, status: 201, count };
      scope.settleDisk();
      return await scope.load({ url: node.url, prefix: `/round-${round}`, ...job });
    };
    let lagMs = 0;
    let cpuMs = 0;
    return [
      {
        name: 'three nodes',
        servers: () => cluster,
        nodes: () => cluster,
        async measure({ round }) {
          const usedMs = () => cluster.reduce((sum, node) => sum + node.cpuMs(), 0);
          const before = usedMs();
          const sample = await upload(cluster[0], round);
          const endedMs = sample.beganAtMs + sample.seconds * 1000;
          await untilReplicated(cluster[0]);
          const onAllMs = performance.timeOrigin + performance.now();
          cpuMs = usedMs() - before;
          lagMs = onAllMs - endedMs;
          checkAll(scope, cluster, `/round-${round}`, count);
          return { ...sample, value: (count * 1000) / (onAllMs - sample.beganAtMs), cpuMs };
        },
      },
      {
        name: 'alone',
        servers: () => [single],
        nodes: () => [single],
        measure: ({ round }) => upload(single, round),
      },
      derived('lag after the last', 'ms', () => lagMs),
      derived('CPU time of a file', 'ms', () => cpuMs / count),
    ];
  },
};

/** A figure of the round that another contestant has just measured. */
function derived(name, unit, read) {
  const measure = () => ({ operations: 1, value: read() });
  return { name, unit, servers: () => [], nodes: () => [], measure };
}

/** A queue of length 0 is what a node says: the files must be there, too. */
function checkAll(scope, cluster, prefix, count) {
  for (const { port } of cluster) {
    const { length } = scope.listFiles(port, prefix);
    if (length !== count) throw new Error(`Of ${count} uploads, ${port} has ${length}.`);
  }
}

async function startThree(scope) {
  const ports = [await scope.freePort(), await scope.freePort(), await scope.freePort()];
  return await Promise.all(
    ports.map((port) =>
      scope.startNode(
        port,
        ports.filter((other) => other !== port),
      ),
    ),
  );
}
