import { describe, expect, test } from 'vitest';
import { diskImage } from '../../../support/disk/disk-image.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { pending } from '../../../support/node/pending.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const path = `/a_1000_${h}.txt`;
const headers = { Prefer: 'no-redirect' };

/** A node whose clock shows the second of the path; it holds the file, unless it is told not to. */
async function openNode(isHere = true): Promise<TestContext> {
  const config = { peerUrls: ['http://peer'] };
  const node = await createTestContext({ clock: { ms: 1_000_000 }, config });
  if (isHere) expect((await send(node, 'PUT', '/a.txt', { body })).status).toBe(201);
  return node;
}

describe('a client that prefers no redirect', () => {
  test('gets a 200 with the Location where the file is here, and sees why', async () => {
    const node = await openNode();
    const before = diskImage(node);
    const response = await send(node, 'PUT', '/a.txt', { body, headers });
    expect([response.status, response.headers.get('location')]).toEqual([200, path]);
    expect(response.headers.get('preference-applied')).toBe('no-redirect');
    expect(diskImage(node)).toEqual(before);
    expect(pending(node)).toBe(1);
  });

  test('gets a 201 like any other where it is not, and nothing is said of it', async () => {
    const response = await send(await openNode(false), 'PUT', '/a.txt', { body, headers });
    expect([response.status, response.headers.get('location')]).toEqual([201, path]);
    expect(response.headers.get('preference-applied')).toBeNull();
  });

  test('may wait for copies, too', async () => {
    const both = { Prefer: 'wait=0, no-redirect', 'Cockatiel-Copies': '2' };
    const response = await send(await openNode(), 'PUT', '/a.txt', { body, headers: both });
    expect([response.status, response.headers.get('location')]).toEqual([202, path]);
    expect(response.headers.get('preference-applied')).toBe('no-redirect, wait=0');
  });

  test('gets what a node gets where it is one', async () => {
    const sent = { body, headers: { ...peerHeaders, ...headers } };
    const response = await send(await openNode(), 'PUT', path, sent);
    expect([response.status, response.headers.get('location')]).toEqual([302, path]);
  });
});

test('a body with another SHA-1 than was sent is refused in a word for programs', async () => {
  const announced = { 'X-Content-SHA1': sha1Of('another') };
  const node = await openNode(false);
  const response = await send(node, 'PUT', '/a.txt', { body, headers: announced });
  expect(response.status).toBe(400);
  expect(response.headers.get('x-cockatiel-reason')).toBe('mismatch');
});
