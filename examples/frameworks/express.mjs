// Files in an Express application, below /files: `node express.mjs [port]`
import { handle } from 'cockatiel-server';
import { createMemoryContext } from 'cockatiel-server/core';
import express from 'express';
import { toNodeHandler } from 'srvx/node';

const ctx = await createMemoryContext({ config: { mount: '/files' } });
const files = toNodeHandler((request) => handle(request, ctx));
const app = express();
app.get('/', (_request, response) => response.send('An application with files.\n'));
// Before any parser of bodies: the handlers read them.
app.all('/files/*path', files);

const [port = '8080'] = process.argv.slice(2);
const server = app.listen(Number(port), '127.0.0.1', () => {
  console.log(`Upload to http://127.0.0.1:${server.address().port}/files`);
});
