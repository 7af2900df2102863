import { describe, expect, it } from 'vitest';
import { createAccess, type Secrets, sign } from '../../../lib/access/secrets.ts';
import { formatSignedQuery, signedText } from '../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { peerHeaders, type Sent, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const secrets: Secrets = { read: ['reading'], write: ['writing'], cluster: ['joining'] };
const name = `file_1_${sha1Of('content')}.txt`;
const absent = `absent_1_${sha1Of('content')}.txt`;
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
const ids = { 'X-Cockatiel-Node': 'fedcba9876543210', 'X-Cockatiel-Instance': '0000000000000000' };
const peer = { ...peerHeaders, ...ids, ...bearer('joining') };
const offer = { 'Content-Length': '0', 'X-Cockatiel-Offer': '1' };

/** A node with one file that counts the HMACs of the requests after its upload. */
async function openNode() {
  const { ctx } = await createTestContext();
  let hmacs = 0;
  const count = (key: Uint8Array, message: Uint8Array): Uint8Array => {
    hmacs += 1;
    return hmacSha256(key, message);
  };
  const node = { ctx: { ...ctx, access: createAccess(count, new Uint8Array(32), secrets) } };
  expect((await send(node, 'PUT', `/${name}`, { body: 'content', headers: peer })).status).toBe(
    201,
  );
  hmacs = 0;
  return { node, hmacs: () => hmacs };
}

type Row = [what: string, hmacs: number, status: number, method: string, path: string, sent: Sent];

describe('where every role has a secret', () => {
  it.each<Row>([
    ["a peer's upload", 1, 201, 'PUT', `/${absent}`, { headers: peer, body: 'content' }],
    [
      "a peer's upload of a known file",
      1,
      302,
      'PUT',
      `/${name}`,
      { headers: peer, body: 'content' },
    ],
    ["a peer's offer", 1, 404, 'PUT', `/${absent}`, { headers: { ...peer, ...offer } }],
    [
      "a peer's offer of a known file",
      1,
      302,
      'PUT',
      `/${name}`,
      { headers: { ...peer, ...offer } },
    ],
    ["a peer's deletion", 1, 200, 'DELETE', `/${name}`, { headers: peer }],
    ["a peer's read", 1, 200, 'GET', `/${name}`, { headers: peer }],
    ["a client's upload", 1, 201, 'PUT', '/a', { headers: bearer('writing'), body: 'a' }],
    ["a client's deletion", 1, 200, 'DELETE', `/${name}`, { headers: bearer('writing') }],
    ['a secret for another role', 1, 403, 'PUT', '/a', { headers: bearer('reading'), body: 'a' }],
    ['a wrong secret', 1, 401, 'PUT', '/a', { headers: bearer('guess'), body: 'a' }],
    [
      'a wrong secret of a peer',
      1,
      401,
      'GET',
      `/${name}`,
      { headers: { ...peer, ...bearer('no') } },
    ],
    ['no secret', 0, 401, 'PUT', '/a', { body: 'a' }],
    ['no secret of a peer', 0, 401, 'PUT', '/a', { headers: peerHeaders, body: 'a' }],
    ['a name that is malformed', 0, 400, 'PUT', '/a//b', { headers: peer, body: 'a' }],
    ['a signed URL', 1, 200, 'GET', `/${name}?${signedQuery('reading')}`, {}],
    ['a wrongly signed URL', 1, 401, 'GET', `/${name}?${signedQuery('guess')}`, {}],
  ])('%s computes %d HMACs', async (_what, hmacs, status, method, path, sent) => {
    const counted = await openNode();
    const response = await send(counted.node, method, path, sent);
    expect([response.status, counted.hmacs()]).toEqual([status, hmacs]);
  });
});

function signedQuery(secret: string): string {
  const permission = { method: 'GET', name, isPrefix: false, expires: 1_800_000_000 } as const;
  const signature = sign(hmacSha256, secret, signedText(permission));
  return formatSignedQuery({ permission, signature });
}
