// Reads that nginx sends from the storage directory of a node, with the headers of the node.
import { layFiles, layLargeFile } from '../stored-files.mjs';

const fileBytes = 10_240;
const largeBytes = 256 * 1024 * 1024;

/** GET of small and of large files by contrib/nginx/direct.conf, by the node, and by plain nginx. */
export const directReads = [
  directRead('direct GET 10 KiB hot', 1000),
  directRead('direct GET 10 KiB, 20,000 files', 20_000),
  {
    name: 'direct GET 256 MiB',
    unit: 'MiB/s',
    isLarge: true,
    async prepare(scope) {
      const port = await scope.freePort();
      const paths = layLargeFile(scope.storage(port), 1, largeBytes);
      const transfers = Array.from({ length: 4 }, () => paths[0]);
      const job = { method: 'GET', sizeBytes: largeBytes, status: 200, paths: transfers };
      return await startAll(scope, port, ({ url }) => scope.transfer({ url, ...job }));
    },
  },
];

function directRead(name, files) {
  return {
    name,
    unit: 'requests/s',
    async prepare(scope) {
      const port = await scope.freePort();
      const lines = layFiles(scope.storage(port), 'many', files, fileBytes);
      return await startAll(scope, port, ({ url }, { round, seconds }) => {
        const job = { url, connections: 32, lines, answerBytes: fileBytes, status: 200 };
        // A node hashes a copy when it reads it for the first time.
        return scope.load(round === 0 ? { ...job, count: files } : { ...job, seconds });
      });
    },
  };
}

async function startAll(scope, port, measure) {
  const storage = scope.storage(port);
  const node = await scope.startNode(port);
  const servers = [node];
  if (scope.withNginx) {
    servers.push(await scope.startReference('nginx-direct', storage, [port]));
    servers.push(await scope.startReference('nginx', storage));
  }
  return servers.map((server) => ({
    name: server.name,
    servers: () => [server],
    nodes: () => (server === node ? [node] : []),
    measure: (turn) => measure(server, turn),
  }));
}
