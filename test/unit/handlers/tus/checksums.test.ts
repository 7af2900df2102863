import { describe, expect, test } from 'vitest';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { cut } from '../../../support/node/send-rest.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import {
  beginUpload,
  checksumOf,
  fileOf,
  metadataOf,
  offsetOf,
  sendPart,
} from '../../../support/node/tus.ts';

describe('a checksum', () => {
  test('of the bytes that come is checked, and nothing of others kept', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, 10);
    const right = { 'Upload-Checksum': checksumOf('hello') };
    expect((await sendPart(node, path, 0, 'hello', right)).status).toBe(204);
    const wrong = { 'Upload-Checksum': checksumOf('world') };
    expect((await sendPart(node, path, 5, 'wurld', wrong)).status).toBe(460);
    const broken = bodyStream('wor', cut);
    expect((await sendPart(node, path, 5, broken, wrong)).status).toBe(400);
    expect(await offsetOf(node, path)).toBe(5);
    const last = await sendPart(node, path, 5, 'world', wrong);
    expect(fileOf(last)).toContain(sha1Of('helloworld'));
  });

  test('of the whole in the metadata is checked, and an upload of others ended', async () => {
    const node = await createTestContext();
    for (const [body, status] of [
      ['hello', 204],
      ['other', 400],
    ] as const) {
      const metadata = metadataOf({ filename: 'a', sha1: sha1Of('hello').toUpperCase() });
      const path = await beginUpload(node, 5, { 'Upload-Metadata': metadata });
      expect((await sendPart(node, path, 0, body)).status).toBe(status);
      if (status === 400) expect(await offsetOf(node, path)).toBe(-404);
    }
  });
});
