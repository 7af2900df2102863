import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { stampName } from '../../../../../lib/names/stored-name.ts';
import { startRawPeer } from '../../../../support/cluster/stub-peer.ts';
import { linkTo } from '../../../../support/node/link-to.ts';
import { sha1Of } from '../../../../support/node/sha1-of.ts';

const head = 'HTTP/1.1 201 Created\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
/** More than the buffers of a connection hold; without a limit gigabytes would be sent. */
const boundBytes = 48 * 1024 * 1024;

function nameOf(text: string) {
  const parts = stampName('a.txt', 1, sha1Of(text));
  if (parts === undefined) throw new Error('It can not be stamped.');
  return parts.name;
}

/** Writes `first`, then `text` again and again, as fast as the other side reads. */
function flood(socket: Socket, first: string, text: string): void {
  const chunk = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  const write = (): void => {
    while (!socket.destroyed && socket.bytesWritten < 8 * boundBytes && socket.write(chunk));
  };
  socket.on('drain', write);
  socket.write(first);
  write();
}

test.each<[what: string, first: string, text: string]>([
  ['100 Continue', '', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['102 Processing', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
  ['103 Early Hints', '', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'],
  ['a chunk extension', `${chunked}1`, ';extension=value'],
  ['chunks of one byte with extensions', chunked, '1;extension=value\r\na\r\n'],
  ['a body', `${head}Content-Length: 99999999999\r\n\r\n`, 'body'],
  ['trailers', `${chunked}0\r\n`, 'X-Trailer: a\r\n'],
  ['headers', head, 'X-Header: a\r\n'],
  ['a reason', 'HTTP/1.1 201 ', 'Created '],
])('a peer that sends %s without end is cut off', async (_what, first, text) => {
  const written: number[] = [];
  const peer = await startRawPeer((socket) => {
    socket.once('close', () => written.push(socket.bytesWritten));
    flood(socket, first, text);
  });
  const link = linkTo(peer.url, 10_000);
  const body = { sizeBytes: 1, read: async () => new TextEncoder().encode('a') };
  await link.send({ method: 'PUT', name: nameOf('a'), body }).catch(() => undefined);
  await expect.poll(() => written.length, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(Math.max(...written)).toBeLessThan(boundBytes);
});

test('a few interim responses are ignored', async () => {
  const peer = await startRawPeer((socket) => {
    socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5));
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    socket.once('data', () => socket.write(`${head}Content-Length: 0\r\n\r\n`));
  });
  const body = { sizeBytes: 1, read: async () => new TextEncoder().encode('a') };
  const response = await linkTo(peer.url, 10_000).send({ method: 'PUT', name: nameOf('a'), body });
  expect(response.status).toBe(201);
});

test('on a connection that is kept each response has the whole limit', async () => {
  const peer = await startRawPeer((socket) => {
    const padding = `X-Padding: ${'x'.repeat(10_000)}\r\n`;
    const respond = (): void =>
      void socket.write(`HTTP/1.1 404 Not Found\r\n${padding}Content-Length: 0\r\n\r\n`);
    socket.on('data', respond);
    respond();
  });
  const link = linkTo(peer.url, 10_000);
  for (let request = 0; request < 40; request += 1) {
    expect((await link.send({ method: 'DELETE', name: nameOf('a') })).status).toBe(404);
  }
  expect(peer.connections()).toBe(1);
});
