// Files in an application on srvx, below /files: `node srvx.mjs [port]`
import { handle } from 'cockatiel-server';
import { createMemoryContext } from 'cockatiel-server/core';
import { serve } from 'srvx';

const ctx = await createMemoryContext({ config: { mount: '/files' } });

function respond(request) {
  const { pathname } = new URL(request.url);
  if (pathname === '/') return new Response('An application with files.\n');
  return handle(request, ctx);
}

const [port = '8080'] = process.argv.slice(2);
const server = serve({ fetch: respond, hostname: '127.0.0.1', port: Number(port), silent: true });
await server.ready();
console.log(`Upload to http://127.0.0.1:${new URL(server.url).port}/files`);
