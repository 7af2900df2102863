// A node inside a program of your own: `node serve.mjs [directory] [port]`
import { join } from 'node:path';
import { startNode } from 'cockatiel-server/node';

const [directory = 'data', port = '8080'] = process.argv.slice(2);
const node = await startNode({
  storage: join(directory, 'storage'),
  queue: join(directory, 'queue'),
  host: '127.0.0.1',
  port: Number(port),
});
console.log(`Upload to ${node.url}`);

// Requests in flight are finished, and then the process has nothing left to do.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => node.close());
