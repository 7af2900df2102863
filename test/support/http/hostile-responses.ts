import type { Socket } from 'node:net';

const okay = 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\nX-Padding: ';
const failure = 'HTTP/1.1 500 Internal Server Error\r\n';

/** What a hostile server in the place of a peer may do, once a request has started. */
export const hostileResponses: readonly (readonly [string, (socket: Socket) => void])[] = [
  ['sends garbage', (socket) => socket.end('\u0000\u0001 garbage\r\n\r\n'.repeat(100))],
  ['sends half a status line', (socket) => socket.end('HTTP/1.1 20')],
  ['sends half its headers', (socket) => socket.end(okay)],
  ['closes without a response', (socket) => socket.destroy()],
  ['never responds', () => undefined],
  ['sends a byte a second', (socket) => repeat(socket, drip(okay))],
  ['sends 102 without end', (socket) => repeat(socket, () => 'HTTP/1.1 102 Wait\r\n\r\n')],
  [
    'sends an error of 10 GB',
    (socket) => flood(socket, `${failure}Content-Length: 10000000000\r\n\r\n`),
  ],
  ['sends headers without end', (socket) => flood(socket, `${failure}X-Padding: `)],
  [
    'sends a 201 of another protocol',
    (socket) => socket.end('HTTP/3.0 201 Created\r\nContent-Length: 0\r\n\r\n'),
  ],
];

function drip(text: string): (index: number) => string {
  return (index) => text[index] ?? 'x';
}

/** Sends a chunk a second, on the clock of a node that runs forty times as fast. */
function repeat(socket: Socket, chunk: (index: number) => string): void {
  let index = 0;
  const timer = setInterval(() => {
    socket.write(chunk(index));
    index += 1;
  }, 1000 / hostileTimeFactor);
  socket.once('close', () => clearInterval(timer));
}

function flood(socket: Socket, head: string): void {
  const chunk = Buffer.alloc(64 * 1024, 'no end ');
  const write = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', write);
  socket.write(head);
  write();
}

/** How much faster the clock of the node under test runs. */
export const hostileTimeFactor = 40;
