import { describe, expect, test } from 'vitest';
import { diskImage } from '../../../support/disk/disk-image.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const path = `/a_1700000000_${h}.txt`;
const before = 'Tue, 14 Nov 2023 22:13:19 GMT';
const same = 'Tue, 14 Nov 2023 22:13:20 GMT';
type Conditions = Readonly<Record<string, string | undefined>>;

/** A node that holds the file of `path`, an hour after it was stored. */
async function nodeWithFile(): Promise<TestContext> {
  const node = await createTestContext();
  await send(node, 'PUT', '/a.txt', { body });
  node.clock.ms += 3_600_000;
  return node;
}

const missing = async (): Promise<TestContext> => createTestContext();

describe.each([
  ['a name that is not stored', '/a.txt', missing],
  ['a name without a stamp beside its file', '/a.txt', nodeWithFile],
  ['a stored name whose file is not here', path, missing],
])('a conditional upload under %s', (_, target, createNode) => {
  test.each<[number, Conditions]>([
    [412, { 'If-Match': '*' }],
    [412, { 'If-Match': `"${h}"` }],
    [412, { 'If-Match': '"other"', 'If-None-Match': '*' }],
    [412, { 'If-Match': '' }],
    [201, { 'If-None-Match': '*' }],
    [201, { 'If-None-Match': `"${h}"` }],
    [201, { 'If-Unmodified-Since': before }],
    [201, { 'If-Modified-Since': same }],
  ])('is %d for %j', async (status, conditions) => {
    await expectUpload(await createNode(), target, status, conditions);
  });
});

describe('a conditional upload under the name of a stored file', () => {
  test.each<[number, Conditions]>([
    [412, { 'If-Match': '"other"' }],
    [412, { 'If-Match': `W/"${h}"` }],
    [412, { 'If-Match': h }],
    [412, { 'If-None-Match': '*' }],
    [412, { 'If-None-Match': `"other", W/"${h}"` }],
    [412, { 'If-Match': `"${h}"`, 'If-None-Match': '*' }],
    [412, { 'If-Unmodified-Since': before }],
    [201, { 'If-Match': '*' }],
    [201, { 'If-Match': `"${h}"`, 'If-Unmodified-Since': before }],
    [201, { 'If-None-Match': '"other"' }],
    [201, { 'If-Unmodified-Since': same }],
    [201, { 'If-Unmodified-Since': 'no date' }],
    [201, { 'If-Modified-Since': same }],
  ])('is %d for %j', async (status, conditions) => {
    await expectUpload(await nodeWithFile(), path, status, conditions);
  });
});

test('a condition on a deleted name is a 409', async () => {
  const node = await nodeWithFile();
  await send(node, 'DELETE', path);
  expect((await send(node, 'PUT', path, { body, headers: { 'If-Match': '*' } })).status).toBe(409);
});

test('the upload of a peer is not refused by a condition', async () => {
  const node = await nodeWithFile();
  const excluded = { ...peerHeaders, 'If-None-Match': '*' };
  expect((await send(node, 'PUT', path, { body, headers: excluded })).status).toBe(302);
  const matched = { ...peerHeaders, 'If-Match': '*' };
  expect((await send(node, 'PUT', `/b_1_${h}`, { body, headers: matched })).status).toBe(201);
});

/** A refused upload changes nothing, and its body is not read. */
async function expectUpload(
  node: TestContext,
  target: string,
  status: number,
  headers: Conditions,
): Promise<void> {
  const unchanged = diskImage(node);
  let wasRead = false;
  const read = (): void => {
    wasRead = true;
  };
  const response = await send(node, 'PUT', target, { headers, body: bodyStream(read, body) });
  expect(response.status).toBe(status);
  expect(wasRead).toBe(status === 201);
  if (status !== 412) return;
  expect(await response.text()).toBe('The file does not match the condition sent.\n');
  expect(diskImage(node)).toEqual(unchanged);
  expect(node.storageDisk.openFileCount).toBe(0);
}
