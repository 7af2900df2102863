// Sends a body to a store that stops taking it, or never responds, and prints what that comes to:
//   node send-to-stalled-store.mjs <the module of createSendStream> <body | response>
import { createServer } from 'node:http';

const [, , modulePath, stalled] = process.argv;
const { createSendStream } = await import(modulePath);
const server = createServer((request) => {
  if (stalled === 'body') request.once('data', () => request.pause());
  else request.resume();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const chunk = new Uint8Array(128 * 1024);
const content = {
  sizeBytes: 200 * chunk.length,
  async *read() {
    for (let count = 0; count < 200; count += 1) yield chunk;
  },
};
const request = {
  method: 'PUT',
  url: new URL(`http://127.0.0.1:${server.address().port}/key`),
  headers: new Headers(),
};
const { signal } = new AbortController();
const send = createSendStream(500);
const outcome = await send(request, content, signal).catch(({ code }) => code);
process.stdout.write(`${outcome}\n`, () => process.exit());
