import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { describeRequest } from '../../../../../runtime/node/http/describe-request.ts';

test.each([
  ['/a.txt', '/a.txt'],
  ['/a.txt?expires=1&signature=secret', '/a.txt'],
  ['http://user:secret@host/a.txt?signature=secret', '***@host/a.txt'],
  ['*', '*'],
])('the log shows the target %s as %s', (url, shown) => {
  const request = { method: 'GET', url } as IncomingMessage;
  expect(describeRequest(request, 404)).toEqual({ method: 'GET', url: shown, status: 404 });
});
