import { describe, expect, test } from 'vitest';
import { handle } from '../../../../handlers/router.ts';
import { createMemoryContext } from '../../../../runtime/memory-context.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createRequest } from '../../../support/node/send.ts';
import { cut } from '../../../support/node/send-rest.ts';
import { beginUpload, checksumOf, offsetOf, sendPart, sendTus } from '../../../support/node/tus.ts';

const partType = { 'Content-Type': 'application/offset+octet-stream' };

describe('an upload is not begun', () => {
  test.each([
    ['without a length', {}, 400],
    ['with two lengths', { 'Upload-Length': '1', 'Upload-Defer-Length': '1' }, 400],
    ['with a length that is no number', { 'Upload-Length': '-1' }, 400],
    ['as part of another', { 'Upload-Length': '1', 'Upload-Concat': 'partial' }, 400],
    ['that is too large', { 'Upload-Length': '101' }, 413],
    ['with metadata that is no base64', { 'Upload-Length': '1', 'Upload-Metadata': 'a $' }, 400],
    ['with metadata that is no UTF-8', { 'Upload-Length': '1', 'Upload-Metadata': 'a /w==' }, 400],
    ['with a key of two values', { 'Upload-Length': '1', 'Upload-Metadata': 'a YQ== YQ==' }, 400],
    ['with a value of no key', { 'Upload-Length': '1', 'Upload-Metadata': 'a YQ==,' }, 400],
    [
      ...['with long metadata', { 'Upload-Length': '1', 'Upload-Metadata': 'a'.repeat(4097) }],
      ...[400],
    ],
    ['with another version', { 'Upload-Length': '1', 'Tus-Resumable': '0.2.2' }, 412],
    ['with a strange checksum', { 'Upload-Length': '1', 'Upload-Checksum': 'md5 x' }, 400],
  ] as [string, Record<string, string>, number][])('%s', async (_what, headers, status) => {
    const node = await createTestContext({ config: { maxSizeBytes: 100 } });
    const response = await sendTus(node, 'POST', '/_tus/', { headers });
    expect(response.status).toBe(status);
    expect(response.headers.get('tus-resumable')).toBe('1.0.0');
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('without the secret of writers', async () => {
    const node = await createTestContext({
      secrets: { read: [], write: ['writing'], cluster: [] },
    });
    const response = await sendTus(node, 'POST', '/_tus/', { headers: { 'Upload-Length': '1' } });
    expect([response.status, response.headers.get('tus-resumable')]).toEqual([401, '1.0.0']);
    expect((await sendTus(node, 'PATCH', '/_tus/x')).status).toBe(401);
    const Authorization = 'Bearer writing';
    const path = await beginUpload(node, 1, { Authorization });
    expect((await sendPart(node, path, 0, 'a', { Authorization })).status).toBe(204);
  });

  test('while too many are unfinished', async () => {
    const node = await createTestContext({ partialUploadLimits: { maxUploads: 1 } });
    const path = await beginUpload(node, 1);
    const headers = { 'Upload-Length': '1' };
    const refused = await sendTus(node, 'POST', '/_tus/', { headers });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    await sendPart(node, path, 0, 'a');
    expect((await sendTus(node, 'POST', '/_tus/', { headers })).status).toBe(201);
  });

  test('where it does not fit on the disk', async () => {
    const node = await createTestContext({ minFreeBytes: 1000 });
    const { space } = node.storageDisk;
    node.storageDisk.space = { ...space, freeBytes: 20_000, totalBytes: 1_000_000 };
    const headers = { 'Upload-Length': '50000' };
    // What is known of the free space is as old as a second.
    node.clock.ms += 2000;
    expect((await sendTus(node, 'POST', '/_tus/', { headers })).status).toBe(507);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('on a host that keeps none', async () => {
    const ctx = await createMemoryContext();
    const headers = { 'Upload-Length': '1', 'Tus-Resumable': '1.0.0' };
    const response = await handle(createRequest('POST', '/_tus/', { headers }), ctx);
    expect([response.status, await response.text()]).toEqual([
      ...[501, 'This node takes no resumable uploads; send the whole file by PUT.\n'],
    ]);
    const head = createRequest('HEAD', '/_tus/x', { headers });
    expect((await handle(head, ctx)).status).toBe(404);
  });

  test('where its first bytes break off, or are too many', async () => {
    const node = await createTestContext();
    for (const [body, status] of [
      [bodyStream('ab', cut), 400],
      ['abcd', 413],
    ] as const) {
      const headers = { ...partType, 'Upload-Length': '3' };
      expect((await sendTus(node, 'POST', '/_tus/', { headers, body })).status).toBe(status);
    }
    expect(node.storageDisk.paths()).toEqual([]);
  });
});

describe('a part of an upload is not taken', () => {
  test.each([
    ['at another offset', { 'Upload-Offset': '1' }, 409],
    ['at an offset that is no number', { 'Upload-Offset': 'x' }, 400],
    ['of another type', { 'Content-Type': 'text/plain' }, 415],
    ['of another version', { 'Tus-Resumable': '2.0.0' }, 412],
    ['with another length', { 'Upload-Length': '6' }, 400],
    ['with a checksum that is none', { 'Upload-Checksum': 'sha1 abc' }, 400],
    ['with the checksum of other bytes', { 'Upload-Checksum': checksumOf('other') }, 460],
    ['that is too large', { 'Content-Length': '6' }, 413],
  ])('%s', async (_what, headers, status) => {
    const node = await createTestContext();
    const path = await beginUpload(node, 5);
    const response = await sendPart(node, path, 0, 'hello', headers);
    expect(response.status).toBe(status);
    expect(await offsetOf(node, path)).toBe(0);
    expect((await sendPart(node, path, 0, 'hello')).status).toBe(204);
  });

  test('without an offset', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, 5);
    const sent = { headers: partType, body: 'hello' };
    expect((await sendTus(node, 'PATCH', path, sent)).status).toBe(400);
  });

  test('where it turns out to be too large; what fits is kept', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, 5);
    const response = await sendPart(node, path, 0, bodyStream('hell', 'ooo'));
    expect(response.status).toBe(413);
    expect(await offsetOf(node, path)).toBe(4);
  });

  test('where more has come than its length', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, undefined);
    await sendPart(node, path, 0, 'hello');
    const headers = { 'Upload-Length': '4' };
    expect((await sendPart(node, path, 5, '', headers)).status).toBe(400);
  });
});
