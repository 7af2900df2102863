// A large upload by tus against a PUT of the same, both durable when they are answered.

const mebibyte = 1024 * 1024;

/** An upload of 256 MiB by tus: a POST, and one PATCH. */
export const tus = {
  name: 'tus 256 MiB',
  unit: 'MiB/s',
  isLarge: true,
  hasNoWarmUp: true,
  rounds: ({ isQuick, rounds }) => (isQuick ? 2 : rounds),
  goals: [{ to: 'PUT', ratio: 0.9 }],
  async prepare(scope) {
    const node = await scope.startNode(await scope.freePort());
    const contestant = (name, job) => ({
      name,
      servers: () => [node],
      nodes: () => [node],
      measure({ round }) {
        scope.settleDisk();
        const paths = [job.path ?? `/large/${round}.bin`];
        return scope.transfer({ url: node.url, paths, sizeBytes: 256 * mebibyte, ...job });
      },
    });
    return [
      contestant('tus', { method: 'PATCH', status: 204, path: '/_tus/' }),
      contestant('PUT', { method: 'PUT', status: 201 }),
    ];
  },
};
