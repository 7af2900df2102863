import { describe, expect, test } from 'vitest';
import type { KeyedMutex } from '../../../../lib/concurrency/keyed-mutex.ts';
import type { Context } from '../../../../lib/context.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const now = 1_700_000_000;

async function put(
  node: { ctx: Context },
  path: string,
  headers = {},
): Promise<[number, string | null]> {
  const response = await send(node, 'PUT', path, { body, headers });
  return [response.status, response.headers.get('location')];
}

/** A node that never had the file but has its tombstone. */
async function nodeWithDeleted(...names: string[]): Promise<TestContext> {
  const node = await createTestContext();
  for (const name of names) expect((await send(node, 'DELETE', `/${name}`)).status).toBe(404);
  return node;
}

describe('a stored name with a tombstone is a 409 before the body is read', () => {
  test.each([
    ['a client', {}],
    ['a peer', peerHeaders],
  ])('when %s sends it', async (_, headers) => {
    const long = `${'x'.repeat(203)}_${now}_${h}`;
    const node = await nodeWithDeleted(`a_12_${h}.txt`, `b_${now}_${h}`, long);
    for (const name of [`a_12_${h}.txt`, `b_${now}_${h}`, long]) {
      const unread = bodyStream(() => {
        throw new Error('The body was read.');
      });
      const response = await send(node, 'PUT', `/${name}`, { headers, body: unread });
      expect(response.status).toBe(409);
      expect(node.storageDisk.paths()).toEqual([]);
    }
  });
});

describe('a name whose stamped form has a tombstone', () => {
  test('gets the next second that is free', async () => {
    const node = await nodeWithDeleted(`a_${now}_${h}.txt`, `a_${now + 1}_${h}.txt`);
    expect(await put(node, '/a.txt')).toEqual([201, `/a_${now + 2}_${h}.txt`]);
    expect(await put(node, '/a.txt')).toEqual([302, `/a_${now + 2}_${h}.txt`]);
  });

  test('gets it after an upload and its deletion in one second', async () => {
    const node = await createTestContext();
    expect(await put(node, '/a')).toEqual([201, `/a_${now}_${h}`]);
    await send(node, 'DELETE', `/a_${now}_${h}`);
    expect(await put(node, '/a')).toEqual([201, `/a_${now + 1}_${h}`]);
    expect((await send(node, 'GET', `/a_${now}_${h}`)).status).toBe(404);
  });
});

describe('a deletion that overtakes an upload wins', () => {
  test.each([
    ['a client', {}],
    ['a peer', peerHeaders],
  ])('while the body of %s arrives', async (_, headers) => {
    const node = await createTestContext();
    const path = `/a_12_${h}`;
    const arriving = bodyStream('hello', ' world', async () => {
      await send(node, 'DELETE', path);
    });
    const response = await send(node, 'PUT', path, { headers, body: arriving });
    expect(response.status).toBe(409);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test.each([
    ['a client', {}],
    ['a peer', peerHeaders],
  ])('while %s waits for the mutex', async (_, headers) => {
    const node = await createTestContext();
    const path = `/a_${now}_${h}`;
    const nameLocks: KeyedMutex<StoredName> = {
      async withLock(name, work) {
        await send(node, 'DELETE', path);
        return await node.ctx.nameLocks.withLock(name, work);
      },
    };
    expect((await put({ ctx: { ...node.ctx, nameLocks } }, path, headers))[0]).toBe(409);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test('whichever of the two is first', async () => {
    const node = await createTestContext();
    const path = `/a_${now}_${h}`;
    await Promise.all([put(node, path), send(node, 'DELETE', path), put(node, path)]);
    expect((await send(node, 'GET', path)).status).toBe(404);
    expect(node.storageDisk.paths()).toEqual([]);
  });
});

test('a tombstone rejects a late copy of a peer, also after a power cut', async () => {
  const node = await nodeWithDeleted(`a_12_${h}.txt`);
  const next = await node.restartAfterCrash();
  expect((await put(next, `/a_12_${h}.txt`, peerHeaders))[0]).toBe(409);
});
