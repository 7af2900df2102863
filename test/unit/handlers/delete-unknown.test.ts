import { describe, expect, test } from 'vitest';
import { diskImage } from '../../support/disk/disk-image.ts';
import { systemError } from '../../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { pending } from '../../support/node/pending.ts';
import { peerHeaders, send } from '../../support/node/send.ts';

const peerUrls = ['http://peer'];
const unknown = (index: number): string => `/dir/gone_${index}_${'a'.repeat(40)}`;

const secret = 'secret-for-writing';
const authorization = { Authorization: `Bearer ${secret}` };

/** A node that allows one unknown deletion a second, and a hundred at once. */
function nodeWithLimit(unknownDeletesPerSecond = 1): Promise<TestContext> {
  return createTestContext({ config: { peerUrls }, unknownDeletesPerSecond });
}

/** The same where uploads and deletions take a secret. */
function nodeWithSecret(): Promise<TestContext> {
  const secrets = { write: [secret], cluster: [], read: [] };
  return createTestContext({ config: { peerUrls }, unknownDeletesPerSecond: 1, secrets });
}

async function statusOf(node: TestContext, path: string, headers = {}): Promise<number> {
  return (await send(node, 'DELETE', path, { headers: { ...authorization, ...headers } })).status;
}

/** Deletes unknown names until the node accepts no more of them for now. */
async function exhaust(node: TestContext): Promise<number> {
  for (let count = 0; ; count += 1) {
    if ((await statusOf(node, unknown(count))) === 429) return count;
  }
}

async function upload(node: TestContext, name: string): Promise<string> {
  const response = await send(node, 'PUT', `/${name}`, { headers: authorization, body: name });
  return response.headers.get('location') ?? '';
}

describe('deletions of unknown names', () => {
  test('are accepted up to a limit, and those beyond are not recorded', async () => {
    const node = await nodeWithLimit();
    expect(await exhaust(node)).toBe(100);
    expect(pending(node)).toBe(100);
    const before = diskImage(node);
    const refused = await send(node, 'DELETE', unknown(100));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await refused.text()).toBe('Too many deletes; retry later.\n');
    expect(diskImage(node)).toEqual(before);
    expect(await node.ctx.tombstones.has(unknown(100).slice(1) as never)).toBe(false);
  });

  test('are accepted again after a while', async () => {
    const node = await nodeWithLimit();
    await exhaust(node);
    node.clock.ms += 1000;
    expect(await statusOf(node, unknown(100))).toBe(404);
    expect(await statusOf(node, unknown(101))).toBe(429);
  });

  test('are accepted without a limit where it is off, ten thousand where it is the default', async () => {
    const unlimited = await nodeWithLimit(0);
    for (let index = 0; index < 300; index += 1) {
      expect(await statusOf(unlimited, unknown(index))).toBe(404);
    }
    expect(await exhaust(await createTestContext())).toBe(10_000);
  });

  test('that are concurrent are no more than those that are not', async () => {
    const node = await nodeWithLimit();
    const names = Array.from({ length: 150 }, (_, index) => unknown(index));
    const statuses = await Promise.all(names.map((name) => statusOf(node, name)));
    expect(statuses.filter((status) => status === 404)).toHaveLength(100);
    expect(pending(node)).toBe(100);
  });
});

describe('when the limit is reached', () => {
  test('stored files are deleted by clients with a secret', async () => {
    const node = await nodeWithSecret();
    const paths: string[] = [];
    for (let file = 0; file < 5; file += 1) paths.push(await upload(node, `file-${file}`));
    await exhaust(node);
    for (const path of paths) expect(await statusOf(node, path)).toBe(200);
    expect(node.storageDisk.openFileCount).toBe(0);
    expect(await statusOf(node, unknown(100))).toBe(429);
  });

  test('deletions of deleted names are 404', async () => {
    const node = await nodeWithLimit();
    await exhaust(node);
    expect(await statusOf(node, unknown(0))).toBe(404);
  });

  test('those of peers are accepted, and do not count', async () => {
    const node = await nodeWithLimit();
    for (let index = 1000; index < 1200; index += 1) {
      expect(await statusOf(node, unknown(index), peerHeaders)).toBe(404);
    }
    expect(await exhaust(node)).toBe(100);
    expect(await statusOf(node, unknown(100), peerHeaders)).toBe(404);
  });

  test('a disk that fails at the stat of the file is a 500', async () => {
    const node = await nodeWithSecret();
    await exhaust(node);
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'open') throw systemError('EIO', path);
    };
    expect(await statusOf(node, unknown(100))).toBe(500);
  });
});

test('deleting files with a secret does not count, and looks at each once, for its size', async () => {
  const node = await nodeWithSecret();
  const paths: string[] = [];
  for (let file = 0; file < 150; file += 1) paths.push(await upload(node, `file-${file}`));
  const looks: string[] = [];
  node.storageDisk.intercept = ({ operation }) => {
    if (operation === 'open' || operation === 'stat') looks.push(operation);
  };
  for (const path of paths) expect(await statusOf(node, path)).toBe(200);
  expect(looks).toEqual(paths.map(() => 'stat'));
  expect(await exhaust(node)).toBe(100);
});

describe('where nobody needs a secret', () => {
  test('uploading and deleting alternately is limited like deleting unknown names', async () => {
    const node = await nodeWithLimit();
    const paths: string[] = [];
    for (let file = 0; file < 101; file += 1) paths.push(await upload(node, `file-${file}`));
    const statuses: number[] = [];
    for (const path of paths) statuses.push(await statusOf(node, path));
    expect(statuses).toEqual([...Array(100).fill(200), 429]);
    expect((await send(node, 'GET', paths[100] ?? '')).status).toBe(200);
    expect(await statusOf(node, paths[100] ?? '', peerHeaders)).toBe(200);
  });

  test('a deletion that is rejected now is accepted later', async () => {
    const node = await nodeWithLimit();
    const path = await upload(node, 'file');
    await exhaust(node);
    expect(await statusOf(node, path)).toBe(429);
    node.clock.ms += 1000;
    expect(await statusOf(node, path)).toBe(200);
  });
});

describe('a name takes tokens', () => {
  const stamp = `_1_${'a'.repeat(40)}`;
  const ofBytes = (bytes: number, filler = 'x'): string => {
    const directory = `${filler.repeat(80)}/`;
    const size = new TextEncoder().encode(directory).length;
    const path = directory.repeat(Math.floor((bytes - 60) / size));
    return path + 'x'.repeat(bytes - new TextEncoder().encode(path + stamp).length) + stamp;
  };

  test.each([
    ['one deletion up to 128 bytes', 128, 'x', 100],
    ['two of 256', 256, 'x', 50],
    ['seven of 896', 896, 'x', 14],
    ['as much where it has other scripts', 896, 'é', 14],
  ])('%s', async (_what, bytes, filler, taken) => {
    const node = await nodeWithLimit();
    const names = Array.from({ length: taken + 1 }, (_, index) => {
      return ofBytes(bytes - 3, filler).replace(stamp, String(index).padStart(3, '0') + stamp);
    });
    const statuses: number[] = [];
    for (const name of names) statuses.push(await statusOf(node, `/${encodeURI(name)}`));
    expect(statuses).toEqual([...Array(taken).fill(404), 429]);
  });
});
