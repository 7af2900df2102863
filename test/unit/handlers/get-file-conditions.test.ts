import { describe, expect, test } from 'vitest';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { type Sent, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const content = 'hello world';
const sha1 = sha1Of(content);
const path = `/a_1700000000_${sha1}.txt`;
const now = 'Tue, 14 Nov 2023 22:13:20 GMT';
const before = 'Tue, 14 Nov 2023 22:13:19 GMT';
const [same, other] = [`"${sha1}"`, '"other"'];

async function nodeWithFile(): Promise<TestContext> {
  const node = await createTestContext();
  node.storageDisk.write(path.slice(1), content);
  return node;
}

/** The status and the body that a request with these headers gets. */
async function get(headers: NonNullable<Sent['headers']>): Promise<[number, string]> {
  const node = await nodeWithFile();
  const response = await send(node, 'GET', path, { headers });
  const body = await response.text();
  expect(node.storageDisk.openFileCount).toBe(0);
  return [response.status, body];
}

describe('a client that has the file already gets a 304', () => {
  test.each([
    [{ 'If-None-Match': same }],
    [{ 'If-None-Match': `W/${same}` }],
    [{ 'If-None-Match': sha1 }],
    [{ 'If-None-Match': '*' }],
    [{ 'If-None-Match': `${other}, ${same}` }],
    [{ 'If-Modified-Since': now }],
    [{ 'If-None-Match': same, Range: 'bytes=0-1' }],
    [{ 'If-None-Match': same, Range: 'bytes=99-' }],
    [{ 'If-Match': same, 'If-None-Match': same }],
  ])('%j', async (headers) => {
    expect(await get(headers)).toEqual([304, '']);
  });

  test('with the headers that its cache needs', async () => {
    const node = await nodeWithFile();
    const { headers } = await send(node, 'GET', path, { headers: { 'If-None-Match': same } });
    expect(headers.get('etag')).toBe(same);
    expect(headers.get('cache-control')).toBe('max-age=31536000');
    expect(headers.get('last-modified')).toBe(now);
    expect(headers.get('content-length')).toBeNull();
  });
});

describe('a client with another file, or an invalid header, gets the file', () => {
  test.each([
    [{ 'If-None-Match': other }],
    [{ 'If-None-Match': 'garbage' }],
    [{ 'If-None-Match': other, 'If-Modified-Since': now }],
    [{ 'If-Modified-Since': before }],
    [{ 'If-Modified-Since': 'garbage' }],
    [{ 'If-Unmodified-Since': now }],
    [{ 'If-Match': same }],
    [{ 'If-Match': '*', 'If-Unmodified-Since': before }],
  ])('%j', async (headers) => {
    expect(await get(headers)).toEqual([200, content]);
  });
});

describe('a condition that fails is a 412', () => {
  test.each([
    [{ 'If-Match': other }],
    [{ 'If-Match': `W/${same}` }],
    [{ 'If-Match': other, 'If-None-Match': same }],
    [{ 'If-Unmodified-Since': before }],
    [{ 'If-Unmodified-Since': before, Range: 'bytes=0-1' }],
  ])('%j', async (headers) => {
    expect(await get(headers)).toEqual([412, 'The file does not match the condition sent.\n']);
  });

  test('but a file that does not exist is a 404 first', async () => {
    const node = await createTestContext();
    expect((await send(node, 'GET', path, { headers: { 'If-Match': other } })).status).toBe(404);
    expect((await send(node, 'GET', path, { headers: { 'If-None-Match': '*' } })).status).toBe(404);
  });
});

describe('one range is served by itself', () => {
  test.each([
    ['bytes=0-0', 'bytes 0-0/11', 'h'],
    ['bytes=6-', 'bytes 6-10/11', 'world'],
    ['bytes=-5', 'bytes 6-10/11', 'world'],
    ['bytes=4-99', 'bytes 4-10/11', 'o world'],
    ['bytes=0-', 'bytes 0-10/11', content],
    ['bytes=-99', 'bytes 0-10/11', content],
  ])('%s', async (range, contentRange, body) => {
    const node = await nodeWithFile();
    const response = await send(node, 'GET', path, { headers: { Range: range } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('content-length')).toBe(String(body.length));
    expect(response.headers.get('etag')).toBe(same);
    expect(response.headers.get('last-modified')).toBe(now);
    expect(await response.text()).toBe(body);
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  test('from the middle of a large file, over the chunks that it is read in', async () => {
    const node = await createTestContext();
    const large = Uint8Array.from({ length: 1_000_000 }, (_, index) => index % 251);
    const name = `a_1_${sha1Of(large)}`;
    node.storageDisk.write(name, large);
    const sent = { headers: { Range: 'bytes=1000-900000' } };
    const response = await send(node, 'GET', `/${name}`, sent);
    expect(sha1Of(await response.bytes())).toBe(sha1Of(large.slice(1000, 900_001)));
  });
});

describe('a range that the file does not have is a 416 with the size', () => {
  test.each([['bytes=11-'], ['bytes=99999999-'], ['bytes=-0']])('%s', async (range) => {
    const node = await nodeWithFile();
    const response = await send(node, 'GET', path, { headers: { Range: range } });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */11');
    expect(await response.text()).toBe('The file has 11 bytes.\n');
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  test('bytes=0- of an empty file', async () => {
    const node = await createTestContext();
    node.storageDisk.write(`a_1_${sha1Of('')}`, '');
    const sent = { headers: { Range: 'bytes=0-' } };
    const response = await send(node, 'GET', `/a_1_${sha1Of('')}`, sent);
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */0']);
  });
});

describe('HEAD ignores a Range (RFC 9110 §14.2)', () => {
  test.each([
    [{ Range: 'bytes=2-4' }],
    [{ Range: 'bytes=0-' }],
    [{ Range: 'bytes=-1' }],
    [{ Range: 'bytes=99-' }],
    [{ Range: 'bytes=-0' }],
    [{ Range: 'bytes=2-4', 'If-Range': same }],
    [{ Range: 'bytes=99-', 'If-Range': other }],
  ])('%j', async (headers) => {
    const node = await nodeWithFile();
    const ranged = await send(node, 'HEAD', path, { headers });
    const whole = await send(node, 'HEAD', path);
    expect(ranged.status).toBe(200);
    expect(ranged.headers.get('content-length')).toBe('11');
    expect(Object.fromEntries(ranged.headers)).toEqual(Object.fromEntries(whole.headers));
    expect(ranged.body).toBeNull();
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  test.each([
    [304, { Range: 'bytes=2-4', 'If-None-Match': same }],
    [412, { Range: 'bytes=99-', 'If-Match': other }],
  ])('but not a condition: %d', async (status, headers) => {
    const node = await nodeWithFile();
    expect((await send(node, 'HEAD', path, { headers })).status).toBe(status);
  });
});

describe('several ranges, or an invalid header, get the whole file', () => {
  test.each([
    ['bytes=0-1,3-4'],
    [`bytes=${'0-,'.repeat(1000)}0-`],
    ['items=0-1'],
    ['bytes=5-2'],
    ['bytes=0-1, bytes=3-4'],
    ['garbage'],
  ])('%s', async (range) => {
    expect(await get({ Range: range })).toEqual([200, content]);
  });
});

describe('If-Range serves the range only if the file is the same', () => {
  test.each([
    [same, 206],
    [now, 206],
    [`W/${same}`, 200],
    [other, 200],
    [before, 200],
    ['garbage', 200],
  ])('%s: %d', async (ifRange, status) => {
    const body = status === 206 ? 'he' : content;
    expect(await get({ Range: 'bytes=0-1', 'If-Range': ifRange })).toEqual([status, body]);
  });

  test('a Range is ignored if the file is another one, and so is If-Range without a Range', async () => {
    expect(await get({ Range: 'bytes=99-', 'If-Range': other })).toEqual([200, content]);
    expect(await get({ 'If-Range': same })).toEqual([200, content]);
  });
});
