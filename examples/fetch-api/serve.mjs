// The handlers inside your own HTTP server: `node serve.mjs [port]`
import { createServer } from 'node:http';
import { createServerAdapter } from '@whatwg-node/server';
import { handle } from 'cockatiel-server';
import { createMemoryContext } from 'cockatiel-server/core';

const [port = '8080'] = process.argv.slice(2);
const ctx = await createMemoryContext({ config: { maxSizeBytes: 10 * 1024 * 1024 } });

/** Your application: what it does not know is a file. */
async function respond(request) {
  const { pathname } = new URL(request.url);
  if (pathname === '/') return new Response('An application with files.\n');
  return await handle(request, ctx);
}

const server = createServer(createServerAdapter(respond));
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`Upload to http://127.0.0.1:${server.address().port}`);
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}
