import { describe, expect, test } from 'vitest';
import { diskImage } from '../../../support/disk/disk-image.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { pending } from '../../../support/node/pending.ts';
import { peerHeaders, type Sent, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const second = 1000;
const path = `/a_${second}_${h}.txt`;
const publicUrl = 'https://example.com/media';

/** A node whose clock shows the second; it holds the file of `path`, unless it is told not to. */
async function nodeAt(seconds: number, options = { isHere: true }): Promise<TestContext> {
  const config = { peerUrls: ['http://peer'] };
  const node = await createTestContext({ clock: { ms: second * 1000 }, config });
  if (options.isHere) expect(await put(node, '/a.txt')).toEqual([201, path]);
  node.clock.ms = seconds * 1000 + 999;
  return node;
}

async function put(
  node: TestContext,
  target: string,
  sent: Sent = {},
): Promise<[number, string | null]> {
  const response = await send(node, 'PUT', target, { body, ...sent });
  expect(node.storageDisk.openFileCount).toBe(0);
  return [response.status, response.headers.get('location')];
}

describe('the content of a stored file, sent by a client to the URL of that file', () => {
  test.each([
    ['in the second of its name', second],
    ['a second later', second + 1],
    ['a minute later', second + 60],
    ['a minute earlier, by the clock of this node', second - 60],
  ])('%s is a 200 with its Location, and nothing is written', async (_, seconds) => {
    const node = await nodeAt(seconds);
    const before = diskImage(node);
    expect(await put(node, path)).toEqual([200, path]);
    expect(diskImage(node)).toEqual(before);
    expect(pending(node)).toBe(1);
  });

  test.each([
    ['later than a minute', second + 61],
    ['earlier than a minute', second - 61],
    ['a year later', second + 31_536_000],
  ])('%s is stamped again', async (_, seconds) => {
    const node = await nodeAt(seconds);
    const copy = `/a_${second}_${h}_${seconds}_${h}.txt`;
    expect(await put(node, path)).toEqual([201, copy]);
    expect(await put(node, path)).toEqual([302, copy]);
    expect((await send(node, 'DELETE', path)).status).toBe(200);
    expect(await (await send(node, 'GET', copy)).text()).toBe(body);
  });

  test('is confirmed if it began within the minute, however long it took', async () => {
    const node = await nodeAt(second + 60);
    const slow = bodyStream(body, () => void Object.assign(node.clock, { ms: 9_000_000 }));
    expect(await put(node, path, { body: slow })).toEqual([200, path]);
    expect(node.storageDisk.paths()).toEqual([path.slice(1)]);
  });

  test('is a 200 for every one of several at once', async () => {
    const node = await nodeAt(second + 1);
    const statuses = await Promise.all([1, 2, 3].map(() => put(node, path)));
    expect(statuses).toEqual([1, 2, 3].map(() => [200, path]));
  });

  test('is stored once by several at once, in the second of its name', async () => {
    const node = await nodeAt(second, { isHere: false });
    const statuses = await Promise.all([1, 2, 3].map(() => put(node, path)));
    expect(statuses.map(([status]) => status).sort()).toEqual([200, 200, 201]);
    expect(node.storageDisk.paths()).toEqual([path.slice(1)]);
  });

  test('has a Location on the public URL', async () => {
    const node = await createTestContext({ clock: { ms: second * 1000 }, config: { publicUrl } });
    await put(node, '/a.txt');
    expect(await put(node, path)).toEqual([200, `${publicUrl}${path}`]);
  });

  test('may have a name too long for another stamp', async () => {
    const node = await nodeAt(second);
    const [, long = ''] = await put(node, `/${'x'.repeat(205)}`);
    node.clock.ms += 1000;
    expect(await put(node, long as string)).toEqual([200, long]);
    node.clock.ms += 60_000;
    expect((await put(node, long as string))[0]).toBe(400);
  });

  test('is confirmed under a name that took the next free second', async () => {
    const node = await nodeAt(second);
    await send(node, 'DELETE', path);
    const next = `/a_${second + 1}_${h}.txt`;
    expect(await put(node, '/a.txt')).toEqual([201, next]);
    expect(await put(node, '/a.txt')).toEqual([302, next]);
    expect(await put(node, next)).toEqual([200, next]);
  });

  test('records and keeps a file that was found there', async () => {
    const node = await nodeAt(second + 1, { isHere: false });
    node.storageDisk.write(path.slice(1), body);
    expect(await put(node, path)).toEqual([200, path]);
    expect(pending(node)).toBe(1);
    const next = await node.restartAfterCrash();
    expect(await (await send(next, 'GET', path)).text()).toBe(body);
  });
});

describe('a client may end where its 302 leads', () => {
  test.each([0, 1, 59])('%d s after the first upload', async (laterSeconds) => {
    const node = await nodeAt(second);
    let target = '/a.txt';
    const statuses: number[] = [];
    for (let redirects = 0; redirects < 5; redirects += 1) {
      const [status, location] = await put(node, target);
      statuses.push(status);
      if (status !== 302) break;
      target = location ?? '';
      node.clock.ms += laterSeconds * 1000;
    }
    expect(statuses).toEqual([302, 200]);
    expect(node.storageDisk.paths()).toEqual([path.slice(1)]);
  });
});

describe('an upload to the URL of a stored file is stamped again', () => {
  test('with other content', async () => {
    const node = await nodeAt(second + 1);
    const sha1 = sha1Of('other');
    const copy = `/a_${second}_${h}_${second + 1}_${sha1}.txt`;
    expect(await put(node, path, { body: 'other' })).toEqual([201, copy]);
  });

  test.each([
    ['is not here', undefined],
    ['is corrupt', 'hello wxrld'],
  ])('where the file %s, a second later', async (_, found) => {
    const node = await nodeAt(second + 1, { isHere: false });
    if (found !== undefined) node.storageDisk.write(path.slice(1), found);
    expect(await put(node, path)).toEqual([201, `/a_${second}_${h}_${second + 1}_${h}.txt`]);
  });
});

test('an upload to a URL without its file outlives a deletion of that file elsewhere', async () => {
  const node = await nodeAt(second + 5, { isHere: false });
  const copy = `/a_${second}_${h}_${second + 5}_${h}.txt`;
  expect(await put(node, path)).toEqual([201, copy]);
  // It was deleted on another node before the upload; this one is sent the deletion only now.
  expect((await send(node, 'DELETE', path, { headers: peerHeaders })).status).toBe(404);
  expect(await (await send(node, 'GET', copy)).text()).toBe(body);
  expect((await put(node, path))[0]).toBe(409);
});

test.each([
  ['before', (node: TestContext) => send(node, 'DELETE', path), []],
  ['while it is sent', () => undefined, [(node: TestContext) => send(node, 'DELETE', path)]],
])('a file that is deleted %s is a 409 within the minute', async (_, first, during) => {
  const node = await nodeAt(second + 1);
  await first(node);
  const arriving = bodyStream(body, ...during.map((act) => async () => void (await act(node))));
  expect((await put(node, path, { body: arriving }))[0]).toBe(409);
  expect(node.storageDisk.paths()).toEqual([]);
});

test('a file that comes while the body is sent meets If-None-Match', async () => {
  const node = await nodeAt(second + 1, { isHere: false });
  const arriving = bodyStream(body, async () => {
    const sent = { body, headers: peerHeaders };
    expect((await send(node, 'PUT', path, sent)).status).toBe(201);
  });
  const headers = { 'If-None-Match': '*' };
  expect((await put(node, path, { body: arriving, headers }))[0]).toBe(412);
  expect(node.storageDisk.paths()).toEqual([path.slice(1)]);
});

test('a hash that was sent is compared all the same', async () => {
  const node = await nodeAt(second + 1);
  const headers = { 'X-Content-SHA1': sha1Of('other') };
  expect((await put(node, path, { headers }))[0]).toBe(400);
});

test('a peer gets a 302, whenever it sends the file', async () => {
  for (const seconds of [second, second + 1, second + 61]) {
    expect(await put(await nodeAt(seconds), path, { headers: peerHeaders })).toEqual([302, path]);
  }
});
