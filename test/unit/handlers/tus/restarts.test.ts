import { describe, expect, test } from 'vitest';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { cut } from '../../../support/node/send-rest.ts';
import {
  content,
  directory,
  expectStored,
  nodeWithUpload,
} from '../../../support/node/test-uploads.ts';
import { beginUpload, offsetOf, sendPart, sendTus } from '../../../support/node/tus.ts';

const hourMs = 60 * 60 * 1000;

describe('an upload', () => {
  test.each(['restart', 'restartAfterKill', 'restartAfterCrash'] as const)(
    'goes on after a %s where it was',
    async (how) => {
      const { node, path } = await nodeWithUpload();
      const next = await node[how]();
      expect(await offsetOf(next, path)).toBe(7);
      const middle = await sendPart(next, path, 7, 'large ');
      expect(middle.headers.get('upload-offset')).toBe('13');
      const again = await next[how]();
      await expectStored(again, await sendPart(again, path, 13, 'world'));
    },
  );

  test('that its client has ended does not come back with a power cut', async () => {
    const { node, path } = await nodeWithUpload();
    expect((await sendTus(node, 'DELETE', path)).status).toBe(204);
    const next = await node.restartAfterCrash();
    expect(await offsetOf(next, path)).toBe(-404);
    expect(next.storageDisk.paths()).toEqual([]);
  });

  test('keeps what has come of a body that broke off', async () => {
    const { node, path } = await nodeWithUpload();
    expect((await sendPart(node, path, 7, bodyStream('large', cut))).status).toBe(400);
    expect(await offsetOf(node, path)).toBe(12);
    const next = await node.restartAfterCrash();
    expect(await offsetOf(next, path)).toBe(12);
    await expectStored(next, await sendPart(next, path, 12, ' world'));
  });

  test('keeps the checkpoints of a body that a power cut ended', async () => {
    const limits = { partialUploadLimits: { checkpointBytes: 4 } };
    const node = await createTestContext(limits);
    const path = await beginUpload(node, content.length);
    // Each function lets the checkpoint of the bytes before it end.
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn += 1) await undefined;
    };
    let crashed: Promise<TestContext> | undefined;
    const crash = (): void => {
      crashed = node.restartAfterCrash();
      throw new Error('the power failed');
    };
    const body = bodyStream('hello', ', ', settle, 'large ', settle, 'wor', crash);
    await sendPart(node, path, 0, body).catch(() => undefined);
    const next = await (crashed as Promise<TestContext>);
    expect(await offsetOf(next, path)).toBeGreaterThanOrEqual(5);
    expect(await offsetOf(next, path)).toBeLessThan(content.length);
  });

  test('of a slow client gets its checkpoints by time', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, content.length);
    let syncs = 0;
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'sync' && path.startsWith(directory)) syncs += 1;
    };
    const wait = (): void => {
      node.clock.ms += 20_000;
    };
    await sendPart(node, path, 0, bodyStream('h', wait, 'e', wait, 'l', 'l', 'o'));
    // Of each checkpoint, and of the end: the bytes and what is known of them.
    expect(syncs).toBeGreaterThan(2);
  });

  test('expires when nobody goes on with it, and leaves nothing', async () => {
    const { node, path } = await nodeWithUpload();
    node.clock.ms += 23 * hourMs;
    expect(await offsetOf(node, path)).toBe(7);
    await sendPart(node, path, 7, 'la');
    node.clock.ms += 23 * hourMs;
    expect(await offsetOf(node, path)).toBe(9);
    node.clock.ms += 2 * hourMs;
    await node.cluster.save();
    expect(node.storageDisk.paths()).toEqual([]);
    expect(await offsetOf(node, path)).toBe(-404);
  });

  test('that somebody works on, or goes on with, does not expire', async () => {
    const { node, path } = await nodeWithUpload();
    const other = await beginUpload(node, 2);
    const third = await beginUpload(node, 2);
    let gone: Promise<Response> | undefined;
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'remove' && path.includes(other.slice(-32))) {
        gone ??= sendPart(node, third, 0, 'a');
      }
    };
    const save = async (): Promise<void> => {
      node.clock.ms += 25 * hourMs;
      await node.cluster.save();
    };
    const response = await sendPart(node, path, 7, bodyStream('lar', save, 'ge world'));
    expect((await gone)?.status).toBe(204);
    expect(await offsetOf(node, other)).toBe(-404);
    expect(await offsetOf(node, third)).toBe(1);
    await sendTus(node, 'DELETE', third);
    await expectStored(node, response);
  });

  test('that has become a file is forgotten after an hour, or for newer ones', async () => {
    const node = await createTestContext({ partialUploadLimits: { maxUploads: 2 } });
    const paths: string[] = [];
    for (const body of ['a', 'b', 'c']) {
      const path = await beginUpload(node, 1);
      await sendPart(node, path, 0, body);
      paths.push(path);
      node.clock.ms += 2000;
    }
    for (const [at, offset] of [-404, 1, 1].entries()) {
      expect(await offsetOf(node, paths[at] ?? '')).toBe(offset);
    }
    node.clock.ms += 2 * hourMs;
    for (const path of paths) expect(await offsetOf(node, path)).toBe(-404);
  });

  test('that expires after the last date has no such header', async () => {
    const node = await createTestContext({ clock: { ms: 253_402_300_799_000 } });
    const headers = { 'Upload-Length': '1' };
    const response = await sendTus(node, 'POST', '/_tus/', { headers });
    expect([response.status, response.headers.get('upload-expires')]).toEqual([201, null]);
  });
});
