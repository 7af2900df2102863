import { describe, expect, test } from 'vitest';
import { diskImage } from '../../../support/disk/disk-image.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { pending } from '../../../support/node/pending.ts';
import { peerHeaders, type Sent, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const noneH = sha1Of('');
const otherH = sha1Of('other');

function nodeAtSecond(seconds: number, config = {}): Promise<TestContext> {
  return createTestContext({ clock: { ms: seconds * 1000 + 999 }, config });
}

async function put(
  node: TestContext,
  path: string,
  sent: Sent = {},
): Promise<[number, string | null]> {
  const response = await send(node, 'PUT', path, { body, ...sent });
  expect(node.storageDisk.openFileCount).toBe(0);
  return [response.status, response.headers.get('location')];
}

describe('an upload of second 13 is stored under its stamped name', () => {
  test.each([
    ['/foo/bar/baz.html', `/foo/bar/baz_13_${h}.html`],
    ['/foo/bar/baz', `/foo/bar/baz_13_${h}`],
    ['/a.tar.gz', `/a.tar_13_${h}.gz`],
    ['/.bashrc', `/.bashrc_13_${h}`],
    [`/baz_13_${h}.html`, `/baz_13_${h}.html`],
    [`/baz_12_${h}.html`, `/baz_12_${h}_13_${h}.html`],
    [`/baz_13_${otherH}.html`, `/baz_13_${otherH}_13_${h}.html`],
    ['/a%20b%2Bc.txt', `/a%20b+c_13_${h}.txt`],
    ['/a%252e%252fb', `/a%252e%252fb_13_${h}`],
    ['/e%CC%81', `/e%CC%81_13_${h}`],
    ['/%E2%80%AEgnp.exe', `/%E2%80%AEgnp_13_${h}.exe`],
    ['/%20a', `/%20a_13_${h}`],
    ['/a.', `/a_13_${h}.`],
    ['/a:b', `/a:b_13_${h}`],
    ['/a?v=2', `/a_13_${h}`],
    ['/dir/_a', `/dir/_a_13_${h}`],
    [`/${'x'.repeat(211)}`, `/${'x'.repeat(211)}_13_${h}`],
  ])('%s', async (path, location) => {
    const node = await nodeAtSecond(13);
    expect(await put(node, path)).toEqual([201, location]);
    expect(node.storageDisk.paths()).toEqual([decodeURIComponent(location.slice(1))]);
    const response = await send(node, 'GET', location);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(body);
  });
});

describe('an upload of a peer keeps its name', () => {
  test.each([
    [`/foo/baz_13_${h}.html`],
    [`/baz_0_${h}`],
    [`/baz_4000000000_${h}.x`],
    [`/${'x'.repeat(211)}_13_${h}`],
  ])('%s', async (path) => {
    const node = await nodeAtSecond(1_700_000_000);
    expect(await put(node, path, { headers: peerHeaders })).toEqual([201, path]);
    expect(node.storageDisk.paths()).toEqual([path.slice(1)]);
  });
});

describe('the response to a valid upload', () => {
  test('is a Location on the public URL where there is one', async () => {
    const publicUrl = 'https://example.com/media';
    const node = await nodeAtSecond(13, { publicUrl });
    expect(await put(node, '/a b.txt')).toEqual([201, `${publicUrl}/a%20b_13_${h}.txt`]);
  });

  test('has no body', async () => {
    const response = await send(await nodeAtSecond(13), 'PUT', '/a', { body });
    expect(response.body).toBeNull();
  });

  test('is sent once the file would survive a power cut', async () => {
    const node = await nodeAtSecond(13);
    await put(node, '/foo/bar.txt');
    const next = await node.restartAfterCrash();
    const response = await send(next, 'GET', `/foo/bar_13_${h}.txt`);
    expect(await response.text()).toBe(body);
  });

  test.each([
    [{ 'X-Content-SHA1': h }],
    [{ 'X-Content-SHA1': h.toUpperCase() }],
    [{ 'Content-Type': 'text/html' }],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }],
    [{ 'Content-Encoding': 'identity' }],
    [{ 'If-None-Match': '*' }],
    [{ 'Content-MD5': 'wrong' }],
    [{ 'User-Agent': 'curl/8.0' }],
    [{ 'User-Agent': '' }],
  ])('is 201 whatever other headers the client sends: %j', async (headers) => {
    expect(await put(await nodeAtSecond(13), '/a.png', { headers })).toEqual([
      201,
      `/a_13_${h}.png`,
    ]);
  });

  test.each([
    ['a Content-Length of 0', { body: null, headers: { 'Content-Length': '0' } }],
    ['no chunks', { body: null, headers: { 'Transfer-Encoding': 'chunked' } }],
    ['a stream that ends at once', { body: bodyStream() }],
  ])('is 201 for an empty file, sent with %s', async (_, sent) => {
    expect(await put(await nodeAtSecond(13), '/a', sent)).toEqual([201, `/a_13_${noneH}`]);
  });

  test('is 201 for a body exactly as large as the limit', async () => {
    const node = await nodeAtSecond(13, { maxSizeBytes: 11 });
    expect((await put(node, '/a'))[0]).toBe(201);
    expect((await put(node, '/b', { body: bodyStream('hello', ' world') }))[0]).toBe(201);
  });

  test('is stamped with the time of the end of the body', async () => {
    const node = await nodeAtSecond(13);
    const arrives = bodyStream('hello', () => void Object.assign(node.clock, { ms: 20_000 }));
    expect(await put(node, '/a', { body: arrives })).toEqual([201, `/a_20_${sha1Of('hello')}`]);
  });

  test('is stamped with second 0 when the clock is before 1970', async () => {
    expect(await put(await nodeAtSecond(-100), '/a')).toEqual([201, `/a_0_${h}`]);
  });
});

describe('an upload of a file that is there already', () => {
  test.each([
    ['under the name it was first sent with', 302, '/a.txt', {}],
    ['under its stored name', 200, `/a_13_${h}.txt`, {}],
    ['by a peer', 302, `/a_13_${h}.txt`, peerHeaders],
  ])('%s is a %d with the same place, and nothing is written', async (_, status, path, headers) => {
    const node = await nodeAtSecond(13, { peerUrls: ['http://peer'] });
    await put(node, '/a.txt');
    const before = diskImage(node);
    expect(await put(node, path, { headers })).toEqual([status, `/a_13_${h}.txt`]);
    expect(diskImage(node)).toEqual(before);
  });

  test('a second later is another file', async () => {
    const node = await nodeAtSecond(13);
    await put(node, '/a.txt');
    node.clock.ms = 14_000;
    expect(await put(node, '/a.txt')).toEqual([201, `/a_14_${h}.txt`]);
    expect(node.storageDisk.paths()).toHaveLength(2);
  });

  test('that is concurrent is stored once', async () => {
    const node = await nodeAtSecond(13);
    const responses = await Promise.all([1, 2, 3].map(() => send(node, 'PUT', '/a', { body })));
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 302, 302]);
    expect(node.storageDisk.paths()).toEqual([`a_13_${h}`]);
  });

  test('but was copied there is a 302 that survives a power cut', async () => {
    const running = await nodeAtSecond(13, { peerUrls: ['http://peer'] });
    running.storageDisk.write(`a_13_${h}`, body);
    const node = await running.restart();
    expect(await put(node, '/a')).toEqual([302, `/a_13_${h}`]);
    expect(pending(node)).toBe(1);
    const next = await node.restartAfterCrash();
    expect(await (await send(next, 'GET', `/a_13_${h}`)).text()).toBe(body);
    expect(pending(next)).toBe(1);
  });

  test('but corrupt replaces it', async () => {
    const node = await nodeAtSecond(13);
    node.storageDisk.write(`a_13_${h}`, 'hello wxrld');
    expect(await put(node, `/a_13_${h}`, { headers: peerHeaders })).toEqual([201, `/a_13_${h}`]);
    expect(await (await send(node, 'GET', `/a_13_${h}`)).text()).toBe(body);
  });
});

test('every stored upload is pending for every peer', async () => {
  const peerUrls = ['http://one', 'http://two'];
  const node = await nodeAtSecond(13, { peerUrls });
  await put(node, '/a');
  await put(node, `/b_12_${h}`, { headers: peerHeaders });
  expect(peerUrls.map((url) => pending(node, url))).toEqual([2, 2]);
});
