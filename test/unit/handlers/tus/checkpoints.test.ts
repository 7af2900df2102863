import { expect, test } from 'vitest';
import { createDeferred } from '../../../../lib/concurrency/deferred.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { bytesOf, content } from '../../../support/node/test-uploads.ts';
import { beginUpload, offsetOf, sendPart } from '../../../support/node/tus.ts';

test('a checkpoint counts bytes only once they are synced', async () => {
  const node = await createTestContext({ partialUploadLimits: { checkpointBytes: 1 } });
  const path = await beginUpload(node, content.length);
  const syncing = createDeferred();
  node.storageDisk.intercept = async ({ operation, path: at }) => {
    if (operation !== 'sync' || at !== bytesOf(path)) return;
    syncing.resolve();
    await new Promise(() => undefined);
  };
  const wait = async (): Promise<void> => {
    await syncing.promise;
    for (let turn = 0; turn < 50; turn += 1) await undefined;
  };
  const ended = createDeferred();
  const body = bodyStream('hello', wait, ', large', () => {
    ended.resolve();
    return new Promise(() => undefined);
  });
  void sendPart(node, path, 0, body).catch(() => undefined);
  await ended.promise;
  const next = await node.restartAfterCrash();
  expect(await offsetOf(next, path)).toBe(0);
});
