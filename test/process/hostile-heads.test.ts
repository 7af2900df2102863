import { expect, test } from 'vitest';
import { openRawConnection } from '../support/http/raw-request.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** What a client may repeat until the head is full. */
const units = [
  ...['a', '0', ' ', '\t', ',', ' ,', '/', '/.', '//', '..', '.', '-', '=', '@', ':', '"', '"a",'],
  ...['%', '%41', '%2F', '%C3%A9', '_1_', 'W/"', '0-1,', 'chunked,', 'a@', '?', '&a=', ';a', '['],
];
/** What may come before and after it, in a request that is otherwise complete. */
const places: readonly (readonly [what: string, before: string, behind: string])[] = [
  ['target of another scheme', 'GET ftp://', ' HTTP/1.1\r\nHost: a\r\n'],
  ['absolute target', 'GET http://', '/a HTTP/1.1\r\nHost: a\r\n'],
  ['path', 'GET /', ' HTTP/1.1\r\nHost: a\r\n'],
  ['path of an upload', 'PUT /', '! HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n'],
  ['path to delete', 'DELETE /', `_1_${sha1Of('')} HTTP/1.1\r\nHost: a\r\n`],
  ['query', `GET /a_1_${sha1Of('')}?`, ' HTTP/1.1\r\nHost: a\r\n'],
  ['signed query', 'GET /a?signature=a&expires=', ' HTTP/1.1\r\nHost: a\r\n'],
  ['Host', 'GET /a HTTP/1.1\r\nHost: ', 'x\r\n'],
  ['header name', 'GET /a HTTP/1.1\r\nHost: a\r\nX', ': a\r\n'],
  ...['Transfer-Encoding', 'Content-Type', 'X-Content-SHA1', 'Expect', 'Connection'].map(
    (name) => [name, `PUT /a HTTP/1.1\r\nHost: a\r\n${name}: x`, 'x,chunked\r\n'] as const,
  ),
  ...['Range', 'If-None-Match', 'If-Match', 'If-Modified-Since', 'If-Range'].map(
    (name) =>
      [name, `GET /a_1_${sha1Of('')} HTTP/1.1\r\nHost: a\r\n${name}: bytes=`, 'x\r\n'] as const,
  ),
  ...['Authorization', 'User-Agent', 'Origin', 'X-Cockatiel-Node', 'Content-Length'].map(
    (name) => [name, `GET /a HTTP/1.1\r\nHost: a\r\n${name}: Basic `, 'x\r\n'] as const,
  ),
];

/** Far above the time of the slowest; where parsing is quadratic, it takes a minute. */
const boundMs = 15_000;

const large = ['--max-header-size', '256K'];
const targets = places.filter(([what]) => what.endsWith('target'));

test.each<[size: string, bytes: number, flags: readonly string[], from: typeof places]>([
  ['16 KB', 15_500, [], places],
  ['256 KB', 255_000, large, places],
  ['256 KB that is logged', 255_000, [...large, '--verbose'], targets],
])('no head of %s blocks the event loop', async (_size, bytes, flags, from) => {
  const node = await startTestNode(['--cors-origin', 'https://a.example', ...flags]);
  const path = `/a_1_${sha1Of('')}`;
  await fetch(node.url + path, { method: 'PUT', headers: { 'User-Agent': 'cockatiel/1' } });
  const slow: string[] = [];
  for (const [what, before, behind] of from) {
    for (const unit of units) {
      const startMs = performance.now();
      const connection = await openRawConnection(node.port);
      const filling = unit.repeat(bytes / unit.length);
      await connection.send(`${before}${filling}${behind}Connection: close\r\n\r\n`);
      await connection.rest();
      connection.close();
      const ms = performance.now() - startMs;
      if (ms > boundMs) slow.push(`${what} of ${JSON.stringify(unit)}: ${ms} ms`);
    }
  }
  expect(slow).toEqual([]);
});
