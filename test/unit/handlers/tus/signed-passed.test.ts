import { describe, expect, test } from 'vitest';
import type { PassedRequest } from '../../../../lib/delivery/peer-link.ts';
import type { Peers } from '../../../../lib/pending/peers.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { passToNode } from '../../../support/node/pass-to-node.ts';
import { peerHeaders } from '../../../support/node/send.ts';
import { signQuery, writer, writersOnly } from '../../../support/node/sign-query.ts';
import {
  beginSigned,
  content,
  file,
  signedRequests,
} from '../../../support/node/signed-uploads.ts';
import { beginUpload, fileOf, metadataOf, sendPart, sendTus } from '../../../support/node/tus.ts';

const owner = '00000000000000aa';
const besideId = '00000000000000bb';

/** A node with an upload of its own user, one beside it, and what the latter has passed on. */
async function openBeside(cluster: readonly string[], known = 'writing') {
  const secrets = { ...writersOnly, cluster };
  const others = { ...secrets, write: ['writing', known] };
  const has = await createTestContext({ nodeId: owner, secrets });
  const { ctx } = await createTestContext({ nodeId: besideId, secrets: others });
  const passed: PassedRequest[] = [];
  // What a node shows to its peers: the secret of the cluster, or that of writers without one.
  const Authorization = `Bearer ${cluster[0] ?? 'writing'}`;
  const way = (request: PassedRequest): ReturnType<typeof passToNode> => {
    passed.push(request);
    const headers = { ...request.headers, Authorization };
    return passToNode(has, { ...request, headers }, { nodeId: besideId });
  };
  const peers: Peers = { ...ctx.peers, wayTo: (id) => (id === owner ? way : undefined) };
  const headers = { ...writer, 'Upload-Metadata': metadataOf(file) };
  const path = await beginUpload(has, content.length, headers);
  // All that the test context has besides is not used of the node beside.
  const beside = { ctx: { ...ctx, peers } } as TestContext;
  return { has, beside, passed, path, asPeer: { ...peerHeaders, Authorization } };
}

describe.each([
  ['a secret of the cluster', ['joining']],
  ['the secret of writers only', []],
])('where nodes show %s', (_, cluster) => {
  describe.each(signedRequests)('a %s that another node passes on', (_what, permitted, ask) => {
    test('is permitted for what is signed', async () => {
      const { beside, path, passed } = await openBeside(cluster);
      const query = signQuery({ maxSizeBytes: content.length, type: 'text/*' });
      expect((await ask(beside, `${path}${query}&other=1`)).status).toBe(permitted);
      expect(passed.map((request) => request.query)).toEqual([query]);
    });

    test.each([
      ['another name', { name: 'users/43/' }, 403],
      ['less', { maxSizeBytes: content.length - 1 }, 413],
      ['another type', { type: 'image/*' }, 415],
    ] as const)('is refused where %s is signed', async (_signed, limits, status) => {
      const { has, beside, path, passed } = await openBeside(cluster);
      expect((await ask(beside, path + signQuery(limits))).status).toBe(status);
      expect(passed).toHaveLength(1);
      const left = await sendTus(has, 'HEAD', path, { headers: writer });
      expect(left.headers.get('upload-offset')).toBe('0');
    });

    test('is not passed on where the signature is not valid', async () => {
      const { beside, path, passed } = await openBeside(cluster);
      const refused = [
        ['', 401],
        [signQuery({}, 'guess'), 401],
        [signQuery({ expires: 1 }), 403],
        [signQuery({ name: 'users/42/a.txt', isPrefix: false }), 403],
      ] as const;
      for (const [query, status] of refused) {
        expect((await ask(beside, path + query)).status).toBe(status);
      }
      expect(passed).toEqual([]);
    });
  });

  test('limits the node that passes it on, which may do all else', async () => {
    const { has, path, asPeer } = await openBeside(cluster);
    const other = path + signQuery({ name: 'users/43/' });
    const wrong = path + signQuery({}, 'guess');
    for (const [url, status] of [
      [other, 403],
      [wrong, 401],
    ] as const) {
      expect((await sendTus(has, 'HEAD', url, { headers: asPeer })).status).toBe(status);
      const hidden = { Authorization: asPeer.Authorization, 'X-Cockatiel-Node': besideId };
      const response = await sendTus(has, 'HEAD', url, { headers: hidden });
      expect([status, 401]).toContain(response.status);
    }
    expect((await sendTus(has, 'HEAD', path, { headers: asPeer })).status).toBe(200);
  });

  test('what only the other node knows is no permission', async () => {
    const { beside, passed, path } = await openBeside(cluster, 'newer');
    const url = path + signQuery({}, 'newer');
    const refused = await sendTus(beside, 'HEAD', url);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      ...[401, 'Bearer realm="cockatiel"'],
    ]);
    expect(passed).toHaveLength(1);
  });

  test('an upload goes on at either node, and its file has no query', async () => {
    const { has, beside } = await openBeside(cluster);
    const url = await beginSigned(has, signQuery());
    expect((await sendPart(beside, url, 0, 'hello, ')).headers.get('upload-offset')).toBe('7');
    const last = await sendPart(beside, url, 7, 'large world', { Accept: 'application/json' });
    expect(fileOf(last)).not.toContain('?');
    expect(await last.text()).not.toContain('signature');
  });

  test('who shows the secret is limited by no query, and none is passed on', async () => {
    const { beside, passed, path } = await openBeside(cluster);
    const url = path + signQuery({ name: 'users/43/' });
    expect((await sendTus(beside, 'HEAD', url, { headers: writer })).status).toBe(200);
    expect(passed.map(({ query }) => query)).toEqual([undefined]);
  });
});
