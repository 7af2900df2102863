// Forms with a small file, as browsers and their libraries post them, beside uploads by PUT.
const fileBytes = 10_240;
const boundary = 'a-boundary-of-this-benchmark';
const frame = {
  head:
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file.bin"\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n',
  tail: `\r\n--${boundary}--\r\n`,
};
const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` };

/** A form of 10 KiB, at a node of its own, and the same by PUT at another. */
export const forms = {
  name: 'form 10 KiB',
  unit: 'uploads/s',
  goals: [{ to: 'PUT', ratio: 0.8 }],
  async prepare(scope) {
    const nodes = [];
    for (let count = 0; count < 2; count += 1) {
      nodes.push(await scope.startNode(await scope.freePort(), [], []));
    }
    const [node, other] = nodes;
    return [
      uploader(scope, node.name, node, { frame, headers }),
      { ...uploader(scope, 'PUT', other, {}), nodes: () => [] },
    ];
  },
};

function uploader(scope, name, server, request) {
  return {
    name,
    servers: () => [server],
    nodes: () => [server],
    async measure({ round, seconds }) {
      const prefix = `/round-${round}`;
      const job = { url: server.url, connections: 16, prefix, bodyBytes: fileBytes, status: 201 };
      scope.settleDisk();
      return await scope.load({ ...job, ...request, seconds });
    },
  };
}
