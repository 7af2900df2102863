// Files in a Fastify application, below /files: `node fastify.mjs [port]`
import { handle } from 'cockatiel-server';
import { createMemoryContext } from 'cockatiel-server/core';
import Fastify from 'fastify';
import { toNodeHandler } from 'srvx/node';

const ctx = await createMemoryContext({ config: { mount: '/files' } });
const files = toNodeHandler((request) => handle(request, ctx));
const app = Fastify();
app.get('/', () => 'An application with files.\n');
app.register(async (scope) => {
  // In this scope no body is parsed: the handlers read them.
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
