import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import type { Exchange } from '../../../../../runtime/node/connection/exchange.ts';
import {
  describeExchange,
  describeRequest,
} from '../../../../../runtime/node/http/describe-request.ts';

test.each([
  ['/a.txt', '/a.txt'],
  ['/a.txt?expires=1&signature=secret', '/a.txt'],
  ['http://user:secret@host/a.txt?signature=secret', '***@host/a.txt'],
  ['*', '*'],
])('the log shows the target %s as %s', (url, shown) => {
  const request = { method: 'GET', url } as IncomingMessage;
  expect(describeRequest(request, 404)).toEqual({ method: 'GET', url: shown, status: 404 });
});

test.each([
  ['/a_1_b.txt', '/a_1_b.txt'],
  ['/_tus/1-2?expires=1&prefix=a/&signature=secret', '/_tus/1-2'],
])('the log shows the Location %s as %s', (location, shown) => {
  const exchange = {
    request: { method: 'POST', url: '/_tus/?signature=secret', socket: {} },
    response: { destroyed: false },
    received: 0,
    sent: 0,
  } as unknown as Exchange;
  const parts = { status: 201, head: ['location', location] };
  const fields = describeExchange(exchange, parts, { ms: 0, findClient: undefined });
  expect(fields).toMatchObject({ url: '/_tus/', location: shown });
  expect(JSON.stringify(fields)).not.toContain('secret');
});
