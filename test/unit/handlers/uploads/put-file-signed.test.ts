import { describe, expect, test } from 'vitest';
import { sign } from '../../../../lib/access/secrets.ts';
import {
  formatSignedQuery,
  type Permission,
  signedText,
} from '../../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../../runtime/node/hash.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const body = 'hello world';
const h = sha1Of(body);
const second = 1000;
const path = `/a_${second}_${h}.txt`;
const writer = { Authorization: 'Bearer writing' };

function openNode(read: readonly string[] = []): Promise<TestContext> {
  const secrets = { read: [...read], write: ['writing'], cluster: ['joining'] };
  const config = { maxSizeBytes: 1000 };
  return createTestContext({ secrets, config, clock: { ms: second * 1000 } });
}

/** The query that permits uploads below a prefix. */
function signed(limits: Partial<Permission> = {}): string {
  const expires = 1_800_000_000;
  const permission: Permission = { method: 'PUT', name: 'a', isPrefix: true, expires, ...limits };
  const signature = sign(hmacSha256, 'writing', signedText(permission));
  return formatSignedQuery({ permission, signature });
}

async function put(
  node: TestContext,
  target: string,
  headers: Record<string, string> = {},
  content = body,
): Promise<[number, string | null]> {
  const response = await send(node, 'PUT', target, { body: content, headers });
  return [response.status, response.headers.get('location')];
}

describe('an upload that is repeated within the second', () => {
  test.each([
    ['', {}],
    [' with a limit that counts', { maxSizeBytes: 99 }],
    [' with a limit that does not', { maxSizeBytes: 1001 }],
    [' and a type', { type: 'text/plain' }],
    [' and its name', { name: 'a.txt', isPrefix: false }],
  ])('with a signed URL%s is a 200 with its Location', async (_, limits) => {
    const node = await openNode();
    const url = `/a.txt?${signed(limits)}`;
    expect(await put(node, url)).toEqual([201, path]);
    expect(await put(node, url)).toEqual([200, path]);
    expect(node.storageDisk.paths()).toEqual([path.slice(1)]);
  });

  test('with a secret is a 302, whatever stands in its query', async () => {
    const node = await openNode();
    const url = `/a.txt?${signed()}`;
    await put(node, url, writer);
    expect(await put(node, url, writer)).toEqual([302, path]);
    expect(await put(node, url)).toEqual([200, path]);
  });

  test('with a signed URL, where anybody may write, is a 302', async () => {
    const node = await createTestContext({ clock: { ms: second * 1000 } });
    await put(node, `/a.txt?${signed()}`);
    expect(await put(node, `/a.txt?${signed()}`)).toEqual([302, path]);
  });

  test('by a peer is a 302', async () => {
    const node = await openNode();
    await put(node, '/a.txt', writer);
    const headers = { ...peerHeaders, Authorization: 'Bearer joining' };
    expect(await put(node, path, headers)).toEqual([302, path]);
  });
});

describe('a condition of an upload, where reading takes a secret, is of no private file', () => {
  const guess = 'guessed';
  const later = `/a_${second}_${h}_1001_${sha1Of(guess)}.txt`;

  describe.each([
    ['a signed URL', `${path}?${signed()}`, {}],
    ['the secret of writers', path, writer],
  ])('for a client with %s', (_, target, sender) => {
    test.each([
      [201, { 'If-None-Match': '*' }],
      [201, { 'If-None-Match': `"${h}"` }],
      [201, { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }],
      [412, { 'If-Match': '*' }],
      [412, { 'If-Match': `"${h}"` }],
    ])('%d for %j, whether the file is here or not', async (status, conditions) => {
      const headers: Record<string, string> = { ...sender };
      Object.assign(headers, conditions);
      for (const isHere of [true, false]) {
        const node = await openNode(['reading']);
        if (isHere) await put(node, '/a.txt', writer);
        node.clock.ms += 1000;
        const response = await put(node, target, headers, guess);
        expect(response).toEqual([status, status === 201 ? later : null]);
      }
    });

    test('but of one whose content the client has', async () => {
      const node = await openNode(['reading']);
      await put(node, '/a.txt', writer);
      expect(await put(node, target, { ...sender, 'If-None-Match': '*' })).toEqual([412, null]);
      expect(await put(node, target, { ...sender })).toEqual([200, path]);
    });
  });

  test.each([
    ['with a secret for both', ['writing'], writer, path],
    ['where anybody may read', [], writer, path],
    ['where anybody may read, by a signed URL', [], {}, `${path}?${signed()}`],
  ])('and counts %s', async (_, read, sender, target) => {
    const node = await openNode(read);
    await put(node, '/a.txt', writer);
    const excluded = { ...sender, 'If-None-Match': '*' };
    expect(await put(node, target, excluded, guess)).toEqual([412, null]);
    const matched = { ...sender, 'If-Match': `"${h}"` };
    expect((await put(node, target, matched, guess))[0]).toBe(201);
  });
});
