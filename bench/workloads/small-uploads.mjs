// Small uploads of content of their own, each durable when it is answered, or not.
import { readdirSync } from 'node:fs';

const fileBytes = 10_240;

/** PUT of 10 KiB with syncs and without. nginx does not sync, so it is compared without only. */
export const smallUploads = [
  smallUpload('PUT 10 KiB', 1.1, []),
  smallUpload('PUT 10 KiB --no-fsync', 0.75, ['--no-fsync']),
];

function smallUpload(name, ratio, flags) {
  return {
    name,
    unit: 'uploads/s',
    goals: [{ to: 'node-store', ratio }],
    async prepare(scope) {
      const port = await scope.freePort();
      const node = await scope.startNode(port, [], flags);
      const store = scope.makeDirectory('store');
      const contestants = [
        uploader(scope, node, scope.storage(port)),
        uploader(scope, await scope.startReference('node-store', store, flags), store),
      ];
      if (scope.withNginx && flags.length > 0) {
        const root = scope.makeDirectory('nginx');
        contestants.push(uploader(scope, await scope.startReference('nginx', root), root));
      }
      contestants[0].nodes = () => [node];
      return contestants;
    },
  };
}

function uploader(scope, server, root) {
  return {
    name: server.name,
    servers: () => [server],
    nodes: () => [],
    async measure({ round, seconds }) {
      const prefix = `/round-${round}`;
      const job = { url: server.url, connections: 16, prefix, bodyBytes: fileBytes, status: 201 };
      scope.settleDisk();
      const sample = await scope.load({ ...job, seconds });
      countFiles(root + prefix, sample.operations);
      return sample;
    },
  };
}

/** wrk takes any answer below 400 for good: the files must be there, too. */
function countFiles(directory, least) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).length;
  if (files < least) throw new Error(`${least} uploads left only ${files} files.`);
}
