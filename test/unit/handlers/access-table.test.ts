import { describe, expect, it } from 'vitest';
import { sign } from '../../../lib/access/secrets.ts';
import { formatSignedQuery, type Permission, signedText } from '../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const secrets = { read: ['reading'], write: ['writing'], cluster: ['joining'] };
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });

/** What a request shows, by column. */
const shown: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nothing: {},
  wrong: bearer('guess'),
  read: bearer('reading'),
  write: bearer('writing'),
  cluster: bearer('joining'),
  peer: { ...bearer('joining'), ...peerHeaders },
  claim: peerHeaders,
};
const columns = Object.keys(shown);

const stored = `file_1_${sha1Of('content')}.txt`;
const sent = `sent_1_${sha1Of('body')}.txt`;

/** One row for each route and method, one status for each column. */
const table: readonly [method: string, path: string, statuses: readonly number[]][] = [
  // nothing, wrong, read, write, cluster, peer, claim
  ['GET', `/${stored}`, [401, 401, 200, 403, 403, 200, 401]],
  ['HEAD', `/${stored}`, [401, 401, 200, 403, 403, 200, 401]],
  ['GET', '/absent', [401, 401, 404, 403, 403, 404, 401]],
  ['GET', '/_status', [401, 401, 200, 403, 403, 200, 401]],
  ['HEAD', '/_status', [401, 401, 200, 403, 403, 200, 401]],
  ['GET', '/_live', [200, 200, 200, 200, 200, 200, 200]],
  ['HEAD', '/_ready', [200, 200, 200, 200, 200, 200, 200]],
  ['PUT', '/_live', [401, 401, 403, 400, 403, 400, 401]],
  ['GET', '/_nothing', [401, 401, 404, 403, 403, 404, 401]],
  ['PUT', '/new.txt', [401, 401, 403, 201, 403, 400, 401]],
  ['PUT', `/${sent}`, [401, 401, 403, 201, 403, 201, 401]],
  ['PUT', '/_status', [401, 401, 403, 400, 403, 400, 401]],
  ['DELETE', `/${stored}`, [401, 401, 403, 200, 403, 200, 401]],
  ['DELETE', '/absent', [401, 401, 403, 404, 403, 404, 401]],
  ['DELETE', '/_status', [401, 401, 403, 400, 403, 400, 401]],
  ['OPTIONS', `/${stored}`, [204, 204, 204, 204, 204, 204, 204]],
  ['OPTIONS', '/_status', [204, 204, 204, 204, 204, 204, 204]],
  ['POST', `/${stored}`, [405, 405, 405, 405, 405, 405, 405]],
  ['POST', '/_compare', [401, 401, 403, 400, 403, 400, 401]],
  ['POST', '/_wanted', [401, 401, 403, 400, 403, 400, 401]],
  ['POST', '/_batch', [401, 401, 403, 403, 403, 200, 401]],
  ['POST', '/_tus/', [401, 401, 403, 412, 403, 412, 401]],
  ['PATCH', '/_tus/x', [401, 401, 403, 412, 403, 412, 401]],
  ['DELETE', '/_tus/x', [401, 401, 403, 412, 403, 412, 401]],
  ['POST', '/_nothing', [404, 404, 404, 404, 404, 404, 404]],
];

/** A node with one file; it reports what a rejected request has changed. */
async function openNode(given = secrets) {
  const node = await createTestContext({ secrets: given });
  const headers = { ...peerHeaders, ...bearer('joining') };
  await send(node, 'PUT', `/${stored}`, { body: 'content', headers });
  const appended: string[] = [];
  const { journal } = node.ctx;
  const watched = {
    ...journal,
    append(operation: Parameters<typeof journal.append>[0]) {
      appended.push(`${operation.op} ${operation.name}`);
      return journal.append(operation);
    },
  };
  return { ctx: { ...node.ctx, journal: watched }, appended, clock: node.clock };
}

describe.each(table)('with all secrets %s %s', (method, path, statuses) => {
  it.each(columns.map((column, index) => [column, statuses[index] as number] as const))(
    'shown %s is a %d',
    async (column, status) => {
      const node = await openNode();
      const body = method === 'PUT' ? 'body' : null;
      const response = await send(node, method, path, { headers: { ...shown[column] }, body });
      expect(response.status).toBe(status);
      expect(response.headers.has('www-authenticate')).toBe(status === 401);
      if (status > 400) expect(node.appended).toEqual([]);
      const text = await response.text();
      for (const secret of Object.values(secrets).flat()) expect(text).not.toContain(secret);
    },
  );
});

function signed(permission: Partial<Permission>, secret: string): string {
  const whole = { method: 'GET', name: '', isPrefix: false, expires: 1_800_000_000, ...permission };
  const complete = whole as Permission;
  const signature = sign(hmacSha256, secret, signedText(complete));
  return formatSignedQuery({ permission: complete, signature });
}

const tamper = (query: string): string =>
  query.replace(/.$/u, (digit) => (digit === '0' ? '1' : '0'));
const get = { name: stored };
const put = { method: 'PUT', name: 'new.txt' } as const;
const past = { expires: 1_699_999_999 };
const small = { maxSizeBytes: 3 };

describe('a signed URL', () => {
  it.each<[what: string, method: string, path: string, query: string, status: number]>([
    ['to read', 'GET', stored, signed(get, 'reading'), 200],
    ['to read, for HEAD', 'HEAD', stored, signed(get, 'reading'), 200],
    ['to read, with more in it', 'GET', stored, `v=2&${signed(get, 'reading')}`, 200],
    ['to download', 'GET', stored, `${signed(get, 'reading')}&download`, 200],
    ['to read, expired', 'GET', stored, signed({ ...get, ...past }, 'reading'), 403],
    ['to read, tampered with', 'GET', stored, tamper(signed(get, 'reading')), 401],
    ['to read, signed by a writer', 'GET', stored, signed(get, 'writing'), 401],
    ['to read another name', 'GET', stored, signed({ name: 'other' }, 'reading'), 401],
    ['to read, for PUT', 'PUT', stored, signed(get, 'writing'), 401],
    ['to read, for DELETE', 'DELETE', stored, signed(get, 'writing'), 401],
    ['to read what is not there', 'GET', 'a/b', signed({ name: 'a/b' }, 'reading'), 404],
    ['to read by prefix', 'GET', stored, signed({ name: 'file', isPrefix: true }, 'reading'), 200],
    ['of another prefix', 'GET', stored, signed({ name: 'b', isPrefix: true }, 'reading'), 401],
    ['to write', 'PUT', 'new.txt', signed(put, 'writing'), 201],
    ['to write, expired', 'PUT', 'new.txt', signed({ ...put, ...past }, 'writing'), 403],
    ['to write, tampered with', 'PUT', 'new.txt', tamper(signed(put, 'writing')), 401],
    ['to write, signed by a node', 'PUT', 'new.txt', signed(put, 'joining'), 401],
    ['to write, for GET', 'GET', 'new.txt', signed(put, 'reading'), 401],
    ['to write, for DELETE', 'DELETE', 'new.txt', signed(put, 'writing'), 401],
    ['to write less', 'PUT', 'new.txt', signed({ ...put, ...small }, 'writing'), 413],
    ['to write more', 'PUT', 'new.txt', signed({ ...put, maxSizeBytes: 4 }, 'writing'), 201],
    ['of its type', 'PUT', 'new.txt', signed({ ...put, type: 'text/plain' }, 'writing'), 201],
    ['of a range of types', 'PUT', 'new.txt', signed({ ...put, type: 'text/*' }, 'writing'), 201],
    ['of another type', 'PUT', 'new.txt', signed({ ...put, type: 'image/*' }, 'writing'), 415],
  ])('%s: %s %s', async (_what, method, path, query, status) => {
    const node = await openNode();
    const body = method === 'PUT' ? 'body' : null;
    const response = await send(node, method, `/${path}?${query}`, { body });
    expect(response.status).toBe(status);
    if (status > 400) expect(node.appended).toEqual([]);
  });

  it.each([
    ['is short', 'expires=1800000000&signature=ab'],
    ['is no hex', `expires=1800000000&signature=${'z'.repeat(64)}`],
    ['is empty', 'expires=1800000000&signature='],
    ['is very long', `expires=1800000000&signature=${'a'.repeat(10_000)}`],
    ['has no expiry', `signature=${'a'.repeat(64)}`],
    ['has an odd expiry', `expires=1e9&signature=${'a'.repeat(64)}`],
    ['is there twice', `${signed(get, 'reading')}&signature=${'a'.repeat(64)}`],
    ['has a line break', `type=a%0Ab&${signed(get, 'reading')}`],
    ['has an odd size', `max-size=01&${signed(get, 'reading')}`],
  ])('is a 401 when its signature %s', async (_what, query) => {
    const response = await send(await openNode(), 'GET', `/${stored}?${query}`);
    expect(response.status).toBe(401);
    // A browser must not ask its user for a password.
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="cockatiel"');
  });

  it('goes by what the sender says as well as by the extension', async () => {
    const path = `/new.png?${signed({ ...put, name: 'new.png', type: 'image/png' }, 'writing')}`;
    const headers = { 'Content-Type': 'text/html' };
    const refused = await send(await openNode(), 'PUT', path, { body: 'body', headers });
    expect(refused.status).toBe(415);
    const nothingSaid = await send(await openNode(), 'PUT', path, { body: new Uint8Array(4) });
    expect(nothingSaid.status).toBe(201);
    const fitting = { 'Content-Type': 'image/png; q=1' };
    const taken = await send(await openNode(), 'PUT', path, { body: 'body', headers: fitting });
    expect(taken.status).toBe(201);
  });

  it('is not valid any more from the second of its expiry on', async () => {
    const node = await openNode();
    const path = `/${stored}?${signed(get, 'reading')}`;
    node.clock.ms = 1_799_999_999_999;
    expect((await send(node, 'GET', path)).status).toBe(200);
    node.clock.ms = 1_800_000_000_000;
    expect((await send(node, 'GET', path)).status).toBe(403);
  });

  it('makes nobody a peer', async () => {
    const node = await openNode({ ...secrets, cluster: [] });
    const query = signed({ method: 'PUT', name: sent }, 'writing');
    const options = { body: 'body', headers: peerHeaders };
    const response = await send(node, 'PUT', `/${sent}?${query}`, options);
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toContain(`/sent_1_${sha1Of('body')}_1700000000_`);
  });
});
