import { describe, expect, test } from 'vitest';
import { diskImage } from '../../support/disk/disk-image.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { pending } from '../../support/node/pending.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const path = `/dir/sub/a_1700000000_${h}.txt`;
const peerUrls = ['http://peer'];

async function nodeWithFile(): Promise<TestContext> {
  const node = await createTestContext({ config: { peerUrls } });
  expect((await send(node, 'PUT', '/dir/sub/a.txt', { body })).status).toBe(201);
  return node;
}

describe.each([
  ['a client', {}],
  ['a peer', peerHeaders],
])('a deletion by %s', (_, headers) => {
  test('removes the file and the directories that it leaves empty', async () => {
    const node = await nodeWithFile();
    const response = await send(node, 'DELETE', path, { headers });
    expect(response.status).toBe(200);
    expect(response.body).toBeNull();
    expect((await send(node, 'GET', path)).status).toBe(404);
    expect(node.storageDisk.paths()).toEqual([]);
    expect(node.storageDisk.directories()).not.toContain('dir');
  });

  test('keeps other files and their directories', async () => {
    const node = await nodeWithFile();
    await send(node, 'PUT', '/dir/b', { body });
    await send(node, 'DELETE', path, { headers });
    expect(node.storageDisk.paths()).toEqual([`dir/b_1700000000_${h}`]);
    expect(node.storageDisk.directories()).not.toContain('dir/sub');
  });

  test('of a deleted file is a 404 and is not recorded again', async () => {
    const node = await nodeWithFile();
    await send(node, 'DELETE', path, { headers });
    const before = diskImage(node);
    expect((await send(node, 'DELETE', path, { headers })).status).toBe(404);
    expect(diskImage(node)).toEqual(before);
    expect(pending(node)).toBe(2);
  });

  test('of an unknown name is a 404, and its tombstone rejects a later copy', async () => {
    const node = await createTestContext({ config: { peerUrls } });
    const response = await send(node, 'DELETE', path, { headers });
    expect([response.status, await response.text()]).toEqual([404, 'There is no such file.\n']);
    expect(pending(node)).toBe(1);
    const late = await send(node, 'PUT', path, { body, headers: peerHeaders });
    expect(late.status).toBe(409);
  });

  test('survives a power cut', async () => {
    const node = await nodeWithFile();
    await send(node, 'DELETE', path, { headers });
    const next = await node.restartAfterCrash();
    expect(next.storageDisk.paths()).toEqual([]);
    expect(pending(next)).toBe(2);
    expect((await send(next, 'PUT', path, { body, headers: peerHeaders })).status).toBe(409);
  });

  test.each([
    ['/'],
    ['/a'],
    ['/dir/sub/a.txt'],
    ['/dir'],
    [`/_1700000000_${h}`.replace('/_', '/dir/_')],
    [`/a_1700000000_${h.toUpperCase()}`],
    [`/a_1700000000_${h.slice(1)}`],
  ])('of %s, which is no stored name, is a 404 that records nothing', async (unstamped) => {
    const node = await nodeWithFile();
    const before = diskImage(node);
    expect((await send(node, 'DELETE', unstamped, { headers })).status).toBe(404);
    expect(diskImage(node)).toEqual(before);
  });

  test.each([
    ['/_status'],
    [`/_a_1700000000_${h}`],
    ['/.cockatiel'],
    [`/.cockatiel/staging/a_1700000000_${h}`],
    ['/a//b'],
    ['/a%2Fb'],
    ['/%'],
  ])('of %s is a 400 that records nothing', async (refused) => {
    const node = await nodeWithFile();
    const before = diskImage(node);
    expect((await send(node, 'DELETE', refused, { headers })).status).toBe(400);
    expect(diskImage(node)).toEqual(before);
  });
});

test('a query is no part of the name', async () => {
  const node = await nodeWithFile();
  expect((await send(node, 'DELETE', `${path}?v=1`)).status).toBe(200);
});

test('of concurrent deletions of a file one is a 200, and they are recorded once', async () => {
  const node = await nodeWithFile();
  const responses = await Promise.all([1, 2, 3].map(() => send(node, 'DELETE', path)));
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  expect(pending(node)).toBe(2);
});

describe('a disk that fails', () => {
  function failAt(node: TestContext, disk: 'storageDisk' | 'queueDisk', operation: string): void {
    node[disk].intercept = (call) => {
      if (call.operation === operation) throw Object.assign(new Error('fault'), { code: 'EIO' });
    };
  }

  test('to record a deletion leaves the file as it is', async () => {
    const node = await nodeWithFile();
    failAt(node, 'queueDisk', 'write');
    expect((await send(node, 'DELETE', path)).status).toBe(500);
    expect(await (await send(node, 'GET', path)).text()).toBe(body);
  });

  test('to remove a file does not bring it back, and the next deletion removes it', async () => {
    const node = await nodeWithFile();
    failAt(node, 'storageDisk', 'remove');
    expect((await send(node, 'DELETE', path)).status).toBe(500);
    expect((await send(node, 'GET', path)).status).toBe(404);
    node.storageDisk.intercept = () => undefined;
    expect((await send(node, 'DELETE', path)).status).toBe(200);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('to remove a file has it removed by the next start', async () => {
    const node = await nodeWithFile();
    failAt(node, 'storageDisk', 'remove');
    await send(node, 'DELETE', path);
    node.storageDisk.intercept = () => undefined;
    const next = await node.restartAfterCrash();
    expect(next.storageDisk.paths()).toEqual([]);
  });

  test('because it is full still records a deletion', async () => {
    const node = await nodeWithFile();
    const { queueDisk } = node;
    const sizes = queueDisk.paths().map((found) => queueDisk.read(found)?.length ?? 0);
    queueDisk.capacityBytes = sizes.reduce((sum, size) => sum + size, 0);
    expect((await send(node, 'DELETE', path)).status).toBe(200);
    expect((await send(node, 'PUT', '/b', { body })).status).toBe(507);
  });

  test('twice accepts no more deletions', async () => {
    const node = await nodeWithFile();
    failAt(node, 'queueDisk', 'write');
    await send(node, 'DELETE', path);
    await send(node, 'DELETE', path);
    node.queueDisk.intercept = () => undefined;
    expect((await send(node, 'DELETE', path)).status).toBe(503);
    expect((await send(node, 'GET', path)).status).toBe(200);
  });
});
