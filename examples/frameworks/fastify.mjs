// Files in a Fastify application, below /files: `node fastify.mjs [port]`
import { createMemoryContext } from 'cockatiel-server/core';
import { createNodeHandler } from 'cockatiel-server/node';
import Fastify from 'fastify';

const ctx = await createMemoryContext({ config: { mount: '/files' } });
const files = createNodeHandler(ctx);
const app = Fastify();
app.get('/', () => 'An application with files.\n');
app.register(async (scope) => {
  // In this scope no body is parsed: the handler reads them.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.all('/files/*', (request, reply) => {
    reply.hijack();
    return files(request.raw, reply.raw);
  });
});

const [port = '8080'] = process.argv.slice(2);
const address = await app.listen({ host: '127.0.0.1', port: Number(port) });
console.log(`Upload to ${address}/files`);
