import { describe, expect, test } from 'vitest';
import type { DiskCall } from '../../../support/disk/disk-session.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import { beginUpload, fileOf, offsetOf, sendPart, sendTus } from '../../../support/node/tus.ts';

const content = 'hello, large world';

/** Lets calls on the bytes of uploads fail, or on what is known of them. */
function fail(
  { storageDisk }: TestContext,
  operation: DiskCall['operation'],
  pattern: RegExp,
  code: string,
): void {
  storageDisk.intercept = (call) => {
    if (call.operation === operation && pattern.test(call.path)) throw systemError(code, call.path);
  };
}

const bytes = /uploads\/[^.]+$/u;
const draft = /uploads\/.*\.json\.new$/u;
const info = /uploads\/.*\.json$/u;
const copy = /uploads\/.*\.next$/u;
const directory = /uploads$/u;

async function begin(): Promise<{ node: TestContext; path: string }> {
  const node = await createTestContext();
  const path = await beginUpload(node, content.length);
  await sendPart(node, path, 0, 'hello, ');
  return { node, path };
}

function heal({ storageDisk }: TestContext): void {
  storageDisk.intercept = () => undefined;
  expect(storageDisk.openFileCount).toBe(0);
}

describe('an upload goes on from its last durable byte after', () => {
  test.each([
    ['a write of bytes', 'write', bytes, 'ENOSPC', 507],
    ['a write of bytes', 'write', bytes, 'EIO', 500],
    ['a write of what is known', 'write', draft, 'ENOSPC', 507],
    ['a sync of what is known', 'sync', draft, 'EIO', 500],
    ['a file that is not created', 'create', draft, 'ENOSPC', 507],
    ['bytes that are not opened', 'append', bytes, 'EMFILE', 503],
  ] as const)('%s failed: %s', async (_what, operation, pattern, code, status) => {
    const { node, path } = await begin();
    fail(node, operation, pattern, code);
    expect((await sendPart(node, path, 7, 'large ')).status).toBe(status);
    heal(node);
    expect(await offsetOf(node, path)).toBe(7);
    const last = await sendPart(node, path, 7, 'large world');
    expect(fileOf(last)).toContain(sha1Of(content));
  });

  test('its body was longer than the free space', async () => {
    const node = await createTestContext({ minFreeBytes: 1000 });
    const path = await beginUpload(node, undefined);
    const { space } = node.storageDisk;
    // What is known of the free space is as old as a second.
    const leave = (freeBytes: number): void => {
      node.storageDisk.space = { ...space, freeBytes, totalBytes: 1_000_000 };
      node.clock.ms += 2000;
    };
    leave(30_000);
    const body = bodyStream('hello, ', 'x'.repeat(40_000));
    expect((await sendPart(node, path, 0, body)).status).toBe(507);
    expect(await offsetOf(node, path)).toBe(7);
    leave(500_000);
    expect((await sendPart(node, path, 7, 'large world')).status).toBe(204);
  });

  test.each([
    ['create', copy],
    ['write', copy],
    ['sync', copy],
    ['rename', bytes],
    ['syncDirectory', directory],
  ] as const)('a start, when the %s of its copy fails', async (operation, pattern) => {
    const { node, path } = await begin();
    const next = await node.restart();
    fail(next, operation, pattern, 'EIO');
    expect((await sendPart(next, path, 7, 'large world')).status).toBe(500);
    heal(next);
    expect(await offsetOf(next, path)).toBe(7);
    const last = await sendPart(next, path, 7, 'large world');
    expect(fileOf(last)).toContain(sha1Of(content));
  });
});

describe('an upload is given up when', () => {
  test.each([
    ['its bytes are not synced', 'sync', bytes],
    ['what is known of it does not get its name', 'rename', info],
    ['that name is not durable', 'syncDirectory', directory],
  ] as const)('%s', async (_what, operation, pattern) => {
    const { node, path } = await begin();
    fail(node, operation, pattern, 'EIO');
    expect((await sendPart(node, path, 7, 'large ')).status).toBe(500);
    heal(node);
    expect(await offsetOf(node, path)).toBe(-404);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('a checkpoint fails', async () => {
    const node = await createTestContext({ partialUploadLimits: { checkpointBytes: 1 } });
    const path = await beginUpload(node, content.length);
    fail(node, 'sync', bytes, 'EIO');
    const pieces = [...content].flatMap((letter) => [letter, () => undefined]);
    expect((await sendPart(node, path, 0, bodyStream(...pieces))).status).toBe(500);
    heal(node);
    expect(await offsetOf(node, path)).toBe(-404);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('its bytes are not synced when only its end is said', async () => {
    const node = await createTestContext();
    const path = await beginUpload(node, undefined);
    await sendPart(node, path, 0, 'hello');
    fail(node, 'sync', bytes, 'EIO');
    const headers = { 'Upload-Length': '5' };
    expect((await sendPart(node, path, 5, '', headers)).status).toBe(500);
    heal(node);
    expect(await offsetOf(node, path)).toBe(-404);
  });
});

test.each([
  ['create', bytes],
  ['create', draft],
  ['rename', info],
  ['syncDirectory', directory],
] as const)('an upload whose %s fails is not begun', async (operation, pattern) => {
  const node = await createTestContext();
  fail(node, operation, pattern, 'EIO');
  const headers = { 'Upload-Length': '1' };
  expect((await sendTus(node, 'POST', '/_tus/', { headers })).status).toBe(500);
  heal(node);
  expect(node.storageDisk.paths()).toEqual([]);
});

test('an upload that can not begin leaves nothing', async () => {
  const node = await createTestContext();
  fail(node, 'close', draft, 'EIO');
  await expect(beginUpload(node, 1)).rejects.toThrow();
  expect(node.storageDisk.paths()).toEqual([]);
});

test('an upload can begin where the directory has vanished', async () => {
  const { node, path } = await begin();
  node.storageDisk.wipe('');
  const other = await beginUpload(node, 5);
  expect(fileOf(await sendPart(node, other, 0, 'hello'))).toContain(sha1Of('hello'));
  expect((await sendPart(node, path, 7, 'large')).status).toBe(410);
});

test('a node that takes no writes takes no upload, and keeps those that it has', async () => {
  const { node, path } = await begin();
  const health = { readOnlyReason: 'The disk failed.', isStorageMissing: false };
  const readOnly = { ctx: { ...node.ctx, health } };
  const headers = { 'Upload-Length': '1' };
  expect((await sendTus(readOnly, 'POST', '/_tus/', { headers })).status).toBe(503);
  expect((await sendPart(readOnly, path, 7, 'large world')).status).toBe(503);
  expect(await offsetOf(node, path)).toBe(7);
});
