// Files in an Express application, below /files: `node express.mjs [port]`
import { createMemoryContext } from 'cockatiel-server/core';
import { createNodeHandler } from 'cockatiel-server/node';
import express from 'express';

const ctx = await createMemoryContext({ config: { mount: '/files' } });
const app = express();
app.get('/', (_request, response) => response.send('An application with files.\n'));
// Before any parser of bodies: the handler reads them.
app.use('/files', createNodeHandler(ctx));

const [port = '8080'] = process.argv.slice(2);
const server = app.listen(Number(port), '127.0.0.1', () => {
  console.log(`Upload to http://127.0.0.1:${server.address().port}/files`);
});
