// Files in a Hono application, below /files: `node hono.mjs [port]`
import { serve } from '@hono/node-server';
import { handle } from 'cockatiel-server';
import { createMemoryContext } from 'cockatiel-server/core';
import { Hono } from 'hono';

const ctx = await createMemoryContext({ config: { mount: '/files' } });
const app = new Hono();
app.get('/', (c) => c.text('An application with files.\n'));
app.all('/files/*', (c) => handle(c.req.raw, ctx));

const [port = '8080'] = process.argv.slice(2);
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) }, (address) => {
  console.log(`Upload to http://127.0.0.1:${address.port}/files`);
});
