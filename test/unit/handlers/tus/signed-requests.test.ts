import { describe, expect, test } from 'vitest';
import { createDeferred } from '../../../../lib/concurrency/deferred.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { signQuery, writer } from '../../../support/node/sign-query.ts';
import {
  content,
  file,
  nodeWithForeign,
  openGuarded,
  ownerHead,
  signedRequests,
  stored,
} from '../../../support/node/signed-uploads.ts';
import { beginUpload, fileOf, metadataOf, offsetOf, sendPart } from '../../../support/node/tus.ts';

describe.each(signedRequests)('a %s', (_, permitted, ask) => {
  test('is permitted for what is signed, whoever has begun it', async () => {
    const { node, path } = await nodeWithForeign({ ...file, filetype: 'text/plain' });
    const limits = { maxSizeBytes: content.length, type: 'text/*' };
    expect((await ask(node, path + signQuery(limits))).status).toBe(permitted);
  });

  test.each([
    ['another name', { name: 'users/43/' }, 403],
    ['the beginning of another', { name: 'users/42/a.txt/' }, 403],
    ['an upload that is smaller', { maxSizeBytes: content.length - 1 }, 413],
    ['another type', { type: 'image/*' }, 415],
    ['another type than is stated', { type: 'text/plain' }, 415],
    ['a time that is over', { expires: 1_700_000_000 }, 403],
    ['its own path', { name: '_tus/' }, 403],
    ['one name', { name: 'users/42/a.txt', isPrefix: false }, 403],
    ['reading', { method: 'GET' }, 401],
    ['reading its own path', { method: 'GET', name: '_tus/' }, 401],
  ] as const)('is refused where %s is signed, and changes nothing', async (_, limits, status) => {
    const { node, path } = await nodeWithForeign({ ...file, filetype: 'text/csv' });
    const before = node.storageDisk.paths();
    const refused = await ask(node, path + signQuery(limits));
    expect(refused.status).toBe(status);
    expect(refused.headers.get('upload-metadata')).toBeNull();
    expect(node.storageDisk.paths()).toEqual(before);
    expect((await ownerHead(node, path)).headers.get('upload-offset')).toBe('0');
  });

  test('is refused without a query, and with one that was changed', async () => {
    const { node, path } = await nodeWithForeign();
    const query = signQuery({ name: 'users/43/' });
    const changed = query.replace('43/', '42/');
    const repeated = `${query}&prefix=users/42/`;
    for (const other of ['', changed, repeated, '?prefix=users/42/']) {
      expect((await ask(node, path + other)).status).toBe(401);
    }
    expect((await ownerHead(node, path)).headers.get('upload-offset')).toBe('0');
  });
});

test('a request that is not permitted takes no upload from whoever is sending it', async () => {
  const { node, path } = await nodeWithForeign();
  const { promise, resolve } = createDeferred();
  const reached = createDeferred();
  const body = bodyStream(
    'hello, ',
    async () => {
      reached.resolve();
      await promise;
    },
    'large world',
  );
  const sending = sendPart(node, path, 0, body, writer);
  await reached.promise;
  for (const [, , ask] of signedRequests) {
    expect((await ask(node, path + signQuery({ name: 'users/43/' }))).status).toBe(403);
  }
  resolve();
  expect(fileOf(await sending)).toBe(stored);
});

test('a limit counts for bytes that came to be known while the upload was waited for', async () => {
  const node = await openGuarded();
  const headers = { ...writer, 'Upload-Metadata': metadataOf(file) };
  const path = await beginUpload(node, undefined, headers);
  const reached = createDeferred();
  const body = bodyStream(
    'hello, ',
    () => reached.resolve(),
    () => new Promise(() => undefined),
  );
  const sending = sendPart(node, path, 0, body, writer);
  await reached.promise;
  expect(await offsetOf(node, path + signQuery({ maxSizeBytes: 5 }))).toBe(-413);
  expect((await sending).status).toBe(409);
  expect(await offsetOf(node, path + signQuery({ maxSizeBytes: 7 }))).toBe(7);
});
