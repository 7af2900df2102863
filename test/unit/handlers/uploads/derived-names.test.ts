import { describe, expect, test } from 'vitest';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const photo = `/p/photo_1700000000_${sha1Of('photo')}.jpg`;
const thumb = `${photo}/thumb_1700000000_${sha1Of('thumb')}.jpg`;
const crop = `${thumb}/crop_1700000000_${sha1Of('crop')}.jpg`;
const contents = new Map([
  [photo, 'photo'],
  [thumb, 'thumb'],
  [crop, 'crop'],
]);
const orders = [
  [photo, thumb, crop],
  [thumb, photo, crop],
  [crop, thumb, photo],
  [thumb, crop, photo],
];

async function put(node: TestContext, path: string, headers = {}): Promise<number> {
  const body = contents.get(path) as string;
  return (await send(node, 'PUT', path, { body, headers })).status;
}

async function get(node: TestContext, path: string): Promise<string | number> {
  const response = await send(node, 'GET', path);
  return response.status === 200 ? await response.text() : response.status;
}

async function all(node: TestContext): Promise<(string | number)[]> {
  return [await get(node, photo), await get(node, thumb), await get(node, crop)];
}

describe('files below the name of a stored file', () => {
  test.each(orders)('are stored for clients in any order (%#)', async (...order) => {
    const node = await createTestContext();
    for (const path of order) expect(await put(node, path)).toBe(201);
    expect(await all(node)).toEqual(['photo', 'thumb', 'crop']);
    for (const path of order) expect(await put(node, path)).toBeLessThan(400);
    expect(node.storageDisk.paths()).toHaveLength(3);
  });

  test.each(orders)('are stored for peers in any order, and are durable (%#)', async (...order) => {
    const node = await createTestContext();
    for (const path of order) expect(await put(node, path, peerHeaders)).toBe(201);
    for (const path of order) expect(await put(node, path, peerHeaders)).toBe(302);
    expect(await all(await node.restartAfterCrash())).toEqual(['photo', 'thumb', 'crop']);
  });

  test('are stored concurrently', async () => {
    const node = await createTestContext();
    const statuses = await Promise.all([...contents.keys()].map((path) => put(node, path)));
    expect(statuses).toEqual([201, 201, 201]);
    expect(await all(node)).toEqual(['photo', 'thumb', 'crop']);
  });

  test.each([
    [photo, [404, 'thumb', 'crop']],
    [thumb, ['photo', 404, 'crop']],
    [crop, ['photo', 'thumb', 404]],
  ])('are deleted one by one (%#)', async (path, left) => {
    const node = await createTestContext();
    for (const each of contents.keys()) await put(node, each);
    expect((await send(node, 'DELETE', path)).status).toBe(200);
    expect(await all(node)).toEqual(left);
    expect((await send(node, 'DELETE', path)).status).toBe(404);
    expect(await all(await node.restart())).toEqual(left);
  });

  test('leave no directory when all are deleted', async () => {
    const node = await createTestContext();
    for (const each of contents.keys()) await put(node, each);
    for (const each of contents.keys()) await send(node, 'DELETE', each);
    const own = [
      '.cockatiel',
      ...['partial', 'staging', 'uploads'].map((name) => `.cockatiel/${name}`),
    ];
    expect(node.storageDisk.directories()).toEqual(own);
  });

  test('have URLs that do not depend on how their directories are spelled on disk', async () => {
    const node = await createTestContext();
    const response = await send(node, 'PUT', `${photo}/thumb.jpg`, { body: 'thumb' });
    expect(response.headers.get('location')).toBe(thumb);
    const [path] = node.storageDisk.paths();
    expect(path).toBe(thumb.slice(1).replace('.jpg/', '.jpg~.d/'));
    expect(await get(node, `/${path}`)).toBe(404);
    expect((await send(node, 'DELETE', `/${path}`)).status).toBe(404);
    expect(await get(node, thumb)).toBe('thumb');
  });
});

describe('files that version 1.0.0 put below the name of a stored file', () => {
  async function planted(): Promise<TestContext> {
    const node = await createTestContext();
    for (const path of [thumb, crop.replace('.jpg/crop', '.jpg~.d/crop')]) {
      node.storageDisk.write(path.slice(1), path === thumb ? 'thumb' : 'crop');
    }
    return node;
  }

  test('are read, and are known to be there by peers', async () => {
    const node = await planted();
    expect(await all(node)).toEqual([404, 'thumb', 'crop']);
    expect((await send(node, 'HEAD', thumb)).status).toBe(200);
    expect(await put(node, thumb, peerHeaders)).toBe(302);
    expect(await put(node, crop, peerHeaders)).toBe(302);
    expect(await put(node, photo, peerHeaders)).toBe(201);
    expect(await all(await node.restartAfterCrash())).toEqual(['photo', 'thumb', 'crop']);
  });

  test('give way to that file, and are kept', async () => {
    const node = await planted();
    expect(await put(node, photo)).toBe(201);
    expect(await all(node)).toEqual(['photo', 'thumb', 'crop']);
    expect((await send(node, 'DELETE', thumb)).status).toBe(200);
    expect(await all(await node.restartAfterCrash())).toEqual(['photo', 404, 'crop']);
  });

  test('are removed by a start when they have a tombstone', async () => {
    const node = await planted();
    expect((await send(node, 'DELETE', thumb)).status).toBe(200);
    node.storageDisk.write(thumb.slice(1), 'thumb');
    expect(await all(node)).toEqual([404, 404, 'crop']);
    const next = await node.restartAfterKill();
    expect(next.storageDisk.paths()).toEqual([crop.slice(1).replace('.jpg/crop', '.jpg~.d/crop')]);
    expect(await put(next, thumb, peerHeaders)).toBe(409);
  });
});
