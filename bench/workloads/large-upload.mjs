// A large upload, durable when it is answered.

/** PUT of 256 MiB. */
export const largeUpload = {
  name: 'PUT 256 MiB',
  unit: 'MiB/s',
  isLarge: true,
  hasNoWarmUp: true,
  rounds: ({ isQuick, rounds }) => (isQuick ? 2 : rounds),
  goals: [{ to: 'node-store', ratio: 0.75 }],
  async prepare(scope) {
    const node = await scope.startNode(await scope.freePort());
    const reference = await scope.startReference('node-store', scope.makeDirectory('store'));
    return [node, reference].map((server) => ({
      name: server.name,
      servers: () => [server],
      nodes: () => (server === node ? [node] : []),
      measure({ round }) {
        scope.settleDisk();
        const paths = [`/large/${round}.bin`];
        const job = { method: 'PUT', sizeBytes: 256 * 1024 * 1024, status: 201 };
        return scope.transfer({ url: server.url, paths, ...job });
      },
    }));
  },
};
