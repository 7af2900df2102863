import { describe, expect, test } from 'vitest';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { expectStored, nodeWithUpload } from '../../../support/node/test-uploads.ts';
import { sendPart, sendTus } from '../../../support/node/tus.ts';

describe('two requests for an upload', () => {
  test('at once: the newer one goes on, where the older one had come to', async () => {
    const { node, path } = await nodeWithUpload();
    let head: Promise<Response> | undefined;
    const askOnce = (): Promise<never> => {
      head = sendTus(node, 'HEAD', path);
      return new Promise(() => undefined);
    };
    const older = await sendPart(node, path, 7, bodyStream('lar', askOnce));
    expect(older.status).toBe(409);
    expect((await head)?.headers.get('upload-offset')).toBe('10');
    await expectStored(node, await sendPart(node, path, 10, 'ge world'));
  });

  test('at once: the older one ends also while it writes', async () => {
    const { node, path } = await nodeWithUpload();
    let head: Promise<Response> | undefined;
    node.storageDisk.intercept = ({ operation }) => {
      if (operation === 'write') head ??= sendTus(node, 'HEAD', path);
    };
    const never = (): Promise<never> => new Promise(() => undefined);
    expect((await sendPart(node, path, 7, bodyStream('lar', never))).status).toBe(409);
    expect((await head)?.headers.get('upload-offset')).toBe('10');
  });

  test('one after the other: the second finds it ended', async () => {
    const { node, path } = await nodeWithUpload();
    const [ended, after] = await Promise.all([
      sendTus(node, 'DELETE', path),
      sendTus(node, 'HEAD', path),
    ]);
    expect([ended.status, after.status]).toEqual([204, 404]);
  });
});
