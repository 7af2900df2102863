// Slow clients, in a process of their own: `node crowd-process.mjs <job>`. It prints a line once all
// are connected, and keeps them slow until it is ended: each sends, or takes, a byte a second.
import { once } from 'node:events';
import { connect } from 'node:net';

const { port, kind, clients, path } = JSON.parse(process.argv[2]);
/** Everybody has a turn in a second, but not all at once. */
const turnsPerSecond = 50;

const requests = {
  heads: () => `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Slow: `,
  bodies: (index) => `PUT /slow-${index} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx`,
  answers: () => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`,
};

async function open(index) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  // With a listener for it, nothing is taken before it is asked for.
  if (kind === 'answers') socket.on('readable', () => undefined);
  else socket.resume();
  socket.write(requests[kind](index));
  return socket;
}

const sockets = [];
// One after the other: the system would not keep all of them waiting.
for (let index = 0; index < clients; index += 1) sockets.push(await open(index));

let next = 0;
setInterval(() => {
  for (let turn = 0; turn < clients / turnsPerSecond; turn += 1) {
    const socket = sockets[next % clients];
    if (kind === 'answers') socket.read(1);
    else if (socket.writable) socket.write('x');
    next += 1;
  }
}, 1000 / turnsPerSecond);
console.log('connected');
