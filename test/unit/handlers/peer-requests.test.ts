import { describe, expect, test } from 'vitest';
import { textOf } from '../../support/disk/small-files.ts';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { createGate } from '../../support/node/gate.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const body = 'hello world';
const name = `a_13_${sha1Of(body)}`;
const sender = '00000000000000aa';
const instance = '00000000000000a1';

/** A body that must not be read. */
function unread(): ReadableStream<Uint8Array> {
  return bodyStream(() => {
    throw new Error('The body was read.');
  });
}

function lastRecord({ queueDisk }: TestContext): Record<string, unknown> {
  const text = textOf(queueDisk.read('journal/0000000000000001.log') as Uint8Array);
  return JSON.parse((text.trimEnd().split('\n').at(-1) as string).slice(9));
}

describe('an upload by a peer', () => {
  test('of a stored file gets its response before the body is read', async () => {
    const node = await createTestContext();
    expect((await send(node, 'PUT', `/${name}`, { headers: peerHeaders, body })).status).toBe(201);
    const again = await send(node, 'PUT', `/${name}`, { headers: peerHeaders, body: unread() });
    expect([again.status, again.headers.get('location')]).toEqual([302, `/${name}`]);
    const next = await node.restartAfterCrash();
    const found = await send(next, 'PUT', `/${name}`, { headers: peerHeaders, body: unread() });
    expect(found.status).toBe(302);
  });

  test('that is sent twice at once transfers one body', async () => {
    const node = await createTestContext();
    const gate = createGate();
    const arriving = bodyStream('hello', () => gate.opened, ' world');
    const first = send(node, 'PUT', `/${name}`, { headers: peerHeaders, body: arriving });
    const second = send(node, 'PUT', `/${name}`, { headers: peerHeaders, body: unread() });
    gate.open();
    expect([(await first).status, (await second).status]).toEqual([201, 302]);
  });

  test('that breaks off lets the one that waits continue', async () => {
    const node = await createTestContext();
    const gate = createGate();
    const broken = bodyStream('hello', async () => {
      await gate.opened;
      throw new Error('cut');
    });
    const first = send(node, 'PUT', `/${name}`, { headers: peerHeaders, body: broken });
    const second = send(node, 'PUT', `/${name}`, { headers: peerHeaders, body });
    gate.open();
    expect([(await first).status, (await second).status]).toEqual([400, 201]);
  });
});

describe('an offer by a peer', () => {
  const offer = { headers: { ...peerHeaders, 'Content-Length': '0', 'X-Cockatiel-Offer': '1' } };

  test('of a file that is not stored is a 404, and leaves nothing', async () => {
    const node = await createTestContext();
    expect((await send(node, 'PUT', `/${name}`, offer)).status).toBe(404);
    expect(node.storageDisk.read(name)).toBeUndefined();
    expect((await send(node, 'GET', `/${name}`)).status).toBe(404);
  });

  test('of a stored file is a 302, of one with a tombstone a 409', async () => {
    const node = await createTestContext();
    await send(node, 'PUT', `/${name}`, { headers: peerHeaders, body });
    expect((await send(node, 'PUT', `/${name}`, offer)).status).toBe(302);
    const next = await node.restartAfterCrash();
    expect((await send(next, 'PUT', `/${name}`, offer)).status).toBe(302);
    await send(next, 'DELETE', `/${name}`);
    expect((await send(next, 'PUT', `/${name}`, offer)).status).toBe(409);
  });

  test('of a file that is arriving waits until it is stored', async () => {
    const node = await createTestContext();
    const gate = createGate();
    const arriving = bodyStream('hello', () => gate.opened, ' world');
    const first = send(node, 'PUT', `/${name}`, { headers: peerHeaders, body: arriving });
    const second = send(node, 'PUT', `/${name}`, offer);
    gate.open();
    expect([(await first).status, (await second).status]).toEqual([201, 302]);
  });

  test('is an upload like any other when a client sends its header', async () => {
    const node = await createTestContext();
    const headers = { 'X-Cockatiel-Offer': '1' };
    expect((await send(node, 'PUT', '/a', { headers, body })).status).toBe(201);
  });
});

describe('the node that sent an operation', () => {
  test.each([
    ['a peer with an id', { ...peerHeaders, 'X-Cockatiel-Node': sender }, sender],
    [
      'a peer with an instance',
      { ...peerHeaders, 'X-Cockatiel-Node': sender, 'X-Cockatiel-Instance': instance },
      instance,
    ],
    [
      'a peer with a malformed instance',
      { ...peerHeaders, 'X-Cockatiel-Node': sender, 'X-Cockatiel-Instance': '../x' },
      undefined,
    ],
    ['a peer without one', peerHeaders, undefined],
    ['a peer with a malformed one', { ...peerHeaders, 'X-Cockatiel-Node': '../x' }, undefined],
    ['a client that sends one', { 'X-Cockatiel-Node': sender }, undefined],
  ])('is recorded for %s', async (_who, headers, from) => {
    const node = await createTestContext();
    await send(node, 'PUT', `/${name}`, { headers, body });
    expect(lastRecord(node)['from']).toBe(from);
    await send(node, 'DELETE', `/${name}`, { headers });
    expect(lastRecord(node)).toMatchObject({ op: 'DELETE', name });
    expect(lastRecord(node)['from']).toBe(from);
  });
});

test.each([
  ['GET', '/_status'],
  ['GET', '/nothing'],
  ['GET', '/a//b'],
  ['PUT', '/a'],
  ['DELETE', `/${name}`],
  ['OPTIONS', '/a'],
  ['PATCH', '/a'],
  ['HEAD', '/_nothing'],
])('the response to %s %s has the id of the node', async (method, path) => {
  const node = await createTestContext({ nodeId: sender });
  const response = await send(node, method, path, method === 'PUT' ? { body } : {});
  expect(response.headers.get('x-cockatiel-node')).toBe(sender);
});
