import { describe, expect, test } from 'vitest';
import { sign } from '../../../lib/access/secrets.ts';
import { formatSignedQuery, type Permission, signedText } from '../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

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
): Promise<[number, string | null]> {
  const response = await send(node, 'PUT', target, { body, headers });
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
