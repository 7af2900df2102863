// What replication costs the client that uploads.
import { untilReplicated } from '../until-replicated.mjs';

/** How many connections a node keeps to a peer for a minute, and a peer as many to it. */
const connectionsPerPeer = 16;

/** PUT of 10 KiB on one of three nodes, beside PUT on a node alone. */
export const uploadsWithPeers = {
  name: 'PUT 10 KiB with two live peers',
  unit: 'uploads/s',
  keptDescriptors: 2 * 2 * connectionsPerPeer,
  goals: [{ to: 'alone', ratio: 0.6 }],
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

/** How long it takes until 1,000 uploads to one of three nodes are readable on all. */
export const readableEverywhere = {
  name: '1,000 PUTs until readable on all three',
  unit: 's',
  rounds: ({ isQuick, rounds }) => (isQuick ? 1 : rounds),
  lowerIsBetter: true,
  keptDescriptors: 2 * 2 * connectionsPerPeer,
  goals: [{ below: 0.8 }],
  async prepare(scope) {
    const cluster = await startThree(scope);
    const count = 1000;
    return [
      {
        name: 'cockatiel',
        servers: () => cluster,
        nodes: () => cluster,
        async measure({ round }) {
          const prefix = `/round-${round}`;
          const job = { connections: 16, prefix, bodyBytes: 10_240, status: 201, count };
          const sample = await scope.load({ url: cluster[0].url, ...job });
          await untilReplicated(cluster[0]);
          const value = (performance.timeOrigin + performance.now() - sample.beganAtMs) / 1000;
          const lines = scope.listFiles(cluster[0].port, prefix);
          for (const { url } of cluster.slice(1)) {
            await scope.load({ url, method: 'HEAD', connections: 16, lines, count, status: 200 });
          }
          return { ...sample, value };
        },
      },
    ];
  },
};

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
