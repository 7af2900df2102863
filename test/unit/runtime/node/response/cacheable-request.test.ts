import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { toCacheableRequest } from '../../../../../runtime/node/response/cacheable-request.ts';

function request(method: string, rawHeaders: readonly string[], httpVersion = '1.1') {
  return { method, url: '/a', httpVersion, rawHeaders } as unknown as IncomingMessage;
}

test('a read with headers that change nothing is cacheable', () => {
  const browser = ['Host', 'h', 'User-Agent', 'cockatiel/1', 'Accept', '*/*', 'Cookie', 'a=b'];
  const plain = { method: 'GET', target: '/a', ifNoneMatch: undefined, host: 'h' };
  expect(toCacheableRequest(request('GET', browser))).toEqual(plain);
  expect(toCacheableRequest(request('HEAD', ['host', 'h']))).toEqual({ ...plain, method: 'HEAD' });
  const validated = request('GET', ['HOST', 'h', 'IF-NONE-MATCH', '"x"']);
  expect(toCacheableRequest(validated)).toEqual({ ...plain, ifNoneMatch: '"x"' });
});

test.each([
  ['another method', request('PUT', ['Host', 'h'])],
  ['an old version', request('GET', ['Host', 'h'], '1.0')],
  ['two validators', request('GET', ['If-None-Match', '"x"', 'if-none-match', '"y"'])],
  ['a long validator', request('GET', ['If-None-Match', 'x'.repeat(2047)])],
  [
    'too many headers',
    request(
      'GET',
      Array.from({ length: 202 }, () => 'x'),
    ),
  ],
  ...[
    ...['Range', 'If-Range', 'If-Match', 'If-Modified-Since', 'If-Unmodified-Since'],
    ...['Content-Length', 'Transfer-Encoding', 'Expect', 'Origin', 'Service-Worker'],
    'X-Cockatiel-Node',
  ].map((name): [string, IncomingMessage] => [name, request('GET', [name, 'x'])]),
])('a request with %s is not cacheable', (_what, given) => {
  expect(toCacheableRequest(given)).toBeUndefined();
});

test.each([[[]], [['Host', 'a', 'host', 'b']]])(
  'without a single Host there is no host',
  (rawHeaders) => {
    expect(toCacheableRequest(request('GET', rawHeaders))?.host).toBeUndefined();
  },
);
