// Files in an H3 application, below /files: `node h3.mjs [port]`
import { handle } from 'cockatiel-server';
import { createMemoryContext } from 'cockatiel-server/core';
import { H3, serve } from 'h3';

const ctx = await createMemoryContext({ config: { mount: '/files' } });
const app = new H3();
app.get('/', () => 'An application with files.\n');
app.all('/files/**', (event) => handle(event.req, ctx));

const [port = '8080'] = process.argv.slice(2);
const server = serve(app, { hostname: '127.0.0.1', port: Number(port), silent: true });
await server.ready();
console.log(`Upload to http://127.0.0.1:${new URL(server.url).port}/files`);
