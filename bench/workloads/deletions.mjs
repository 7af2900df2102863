// Deletions, each durable when it is answered; nginx does not sync.
import { layFiles } from '../stored-files.mjs';

/** DELETE of 10 KiB files, each once. */
export const deletions = {
  name: 'DELETE',
  unit: 'deletions/s',
  goals: [{ to: 'node-store', ratio: 0.7 }],
  rounds: ({ isQuick, rounds }) => (isQuick ? 2 : rounds),
  async prepare(scope) {
    const count = scope.isQuick ? 512 : 2048;
    const port = await scope.freePort();
    // The node knows nothing of these files, and anybody may delete: its limit would count them.
    const node = await scope.startNode(port, [], ['--unknown-deletes', '0']);
    const store = scope.makeDirectory('store');
    const roots = new Map([
      [node, scope.storage(port)],
      [await scope.startReference('node-store', store), store],
    ]);
    if (scope.withNginx) {
      const root = scope.makeDirectory('nginx');
      roots.set(await scope.startReference('nginx', root), root);
    }
    return [...roots].map(([server, root]) => ({
      name: server.name,
      servers: () => [server],
      nodes: () => (server === node ? [node] : []),
      measure({ round }) {
        const lines = layFiles(root, `round-${round}`, count, 10_240);
        scope.settleDisk();
        const job = { method: 'DELETE', status: server.name === 'nginx' ? 204 : 200 };
        return scope.load({ url: server.url, connections: 16, lines, count, ...job });
      },
    }));
  },
};
