// Small files that are too many to be hot.
import { layFiles } from '../stored-files.mjs';

const fileBytes = 10_240;

/** GET of 10 KiB files, each in its turn out of 20,000. */
export const spreadReads = {
  name: 'GET 10 KiB spread over 20,000 files',
  unit: 'requests/s',
  goals: [{ to: 'node-stream', ratio: 1.3 }],
  async prepare(scope) {
    const port = await scope.freePort();
    const storage = scope.storage(port);
    const lines = layFiles(storage, 'many', 20_000, fileBytes);
    const node = await scope.startNode(port);
    const servers = [node, await scope.startReference('node-stream', storage)];
    if (scope.withNginx) servers.push(await scope.startReference('nginx', storage));
    return servers.map((server) => ({
      name: server.name,
      servers: () => [server],
      nodes: () => (server === node ? [node] : []),
      async measure({ round, seconds }) {
        const job = {
          url: server.url,
          connections: 32,
          lines,
          answerBytes: fileBytes,
          status: 200,
        };
        // A node hashes a copy when it reads it for the first time: here every copy has been read.
        if (round === 0 && server === node)
          return await scope.load({ ...job, count: lines.length });
        return await scope.load({ ...job, seconds });
      },
    }));
  },
};
