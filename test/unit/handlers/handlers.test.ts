import { expect, test } from 'vitest';
import { deleteFile } from '../../../handlers/delete-file.ts';
import { getFile } from '../../../handlers/get-file.ts';
import type { Handler } from '../../../handlers/route.ts';
import { routes } from '../../../handlers/routes.ts';
import { getStatus } from '../../../handlers/status/get-status.ts';
import { putFile } from '../../../handlers/uploads/put-file.ts';
import { HttpError } from '../../../lib/http/http-error.ts';
import { callHandler } from '../../support/node/call-handler.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { createRequest, peerHeaders } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const name = `a_1700000000_${sha1Of('content')}`;
const { ctx } = await createTestContext();
const call = (handler: Handler, method: string, path: string, body: string | null = null) =>
  callHandler(handler, createRequest(method, path, { body }), ctx);

test('a handler is called with a request and its context, and with nothing else', async () => {
  const put = await call(putFile, 'PUT', '/a', 'content');
  expect([put.status, put.headers.get('location')]).toEqual([201, `/${name}`]);
  const get = await call(getFile, 'GET', `/${name}`);
  expect([get.status, await get.text()]).toEqual([200, 'content']);
  const status = await call(getStatus, 'GET', '/_status');
  expect([status.status, await status.json()]).toMatchObject([200, { queues: {} }]);
  expect((await call(deleteFile, 'DELETE', `/${name}`)).status).toBe(200);
  await expect(call(getFile, 'GET', `/${name}`)).rejects.toThrow(HttpError);
});

test("a peer's upload keeps its name", async () => {
  const sent = `b_1_${sha1Of('content')}`;
  const request = createRequest('PUT', `/${sent}`, { body: 'content', headers: peerHeaders });
  const put = await callHandler(putFile, request, ctx);
  expect([put.status, put.headers.get('location')]).toEqual([201, `/${sent}`]);
});

test('no handler of the table takes more', () => {
  expect(new Set(routes.map(({ handler }) => handler.length))).toEqual(new Set([2]));
});
