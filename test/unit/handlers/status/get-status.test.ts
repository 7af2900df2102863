import { describe, expect, test } from 'vitest';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

async function statusOf(node: TestContext): Promise<Record<string, Record<string, unknown>>> {
  return (await send(node, 'GET', '/_status')).json();
}

describe('/_status', () => {
  test('is JSON that no cache keeps', async () => {
    const { status, headers } = await send(await createTestContext(), 'GET', '/_status');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('of a node without peers has no queues', async () => {
    expect(await statusOf(await createTestContext())).toEqual({
      queues: {},
      node: {
        id: '0123456789abcdef',
        version: '0.0.0',
        uptimeSeconds: 0,
        files: 0,
        bytes: 0,
        tombstones: 0,
        digest: 'c3fca13bfc1151f6',
        damaged: { found: 0, replaced: 0, kept: 0, full: false },
        scrub: null,
        notReady: null,
        readOnlyReason: null,
        storeFailure: null,
        removedPeers: {},
        unlistedPeers: [],
        volumes: null,
      },
    });
  });

  test('counts for each peer, under its URL as configured, what is pending', async () => {
    const peerUrls = ['http://b/media/', 'https://user@c:8443'];
    const node = await createTestContext({ config: { peerUrls } });
    const h = sha1Of('x');
    await send(node, 'PUT', '/a', { body: 'x' });
    await send(node, 'PUT', '/a', { body: 'x' });
    await send(node, 'PUT', `/b_1_${h}`, { body: 'x', headers: peerHeaders });
    await send(node, 'PUT', '/c', { body: 'x', headers: { 'X-Content-SHA1': sha1Of('y') } });
    await send(node, 'DELETE', `/d_1_${h}`);
    await send(node, 'DELETE', `/d_1_${h}`);
    const { queues } = await statusOf(node);
    const expected = { 'http://b/media/': { length: 3 }, 'https://user@c:8443': { length: 3 } };
    expect(queues).toMatchObject(expected);
    expect((await statusOf(await node.restartAfterCrash()))['queues']).toMatchObject(expected);
  });

  test('lists a node that sends operations, but none that only asks whether it may', async () => {
    const node = await createTestContext();
    const headers = { ...peerHeaders, 'X-Cockatiel-Node': '00000000000000cc' };
    await send(node, 'DELETE', '/probe', { headers });
    expect((await statusOf(node))['node']).toMatchObject({ unlistedPeers: [] });
    await send(node, 'DELETE', `/d_1_${sha1Of('x')}`, { headers });
    const { unlistedPeers } = (await statusOf(node))['node'] as { unlistedPeers: unknown[] };
    expect(unlistedPeers).toHaveLength(1);
  });

  test('lists a node that compares with this one', async () => {
    const node = await createTestContext();
    const headers = { ...peerHeaders, 'X-Cockatiel-Node': '00000000000000cc' };
    await send(node, 'POST', '/_compare', { headers, body: 'x' });
    expect((await statusOf(node))['node']).toMatchObject({
      unlistedPeers: [{ nodeId: '00000000000000cc' }],
    });
  });

  test('shows the uptime of the node', async () => {
    const node = await createTestContext();
    node.clock.ms += 61_500;
    expect((await statusOf(node))['node']).toMatchObject({ uptimeSeconds: 61 });
  });

  test('shows why the node accepts no writes, without a path of the server', async () => {
    const node = await createTestContext();
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'create') throw Object.assign(new Error(path), { code: 'EROFS' });
    };
    await send(node, 'PUT', '/a', { body: 'x' });
    const { readOnlyReason } = (await statusOf(node))['node'] ?? {};
    expect(readOnlyReason).toBe(
      'Writing to the storage disk failed (EROFS). Restart the node once the disk is repaired.',
    );
  });

  test('counts files and deletions, with one digest for the same files', async () => {
    const [one, other] = [await createTestContext(), await createTestContext()];
    const h = sha1Of('x');
    for (const node of [one, other]) {
      await send(node, 'PUT', `/a_1_${h}`, { body: 'x', headers: peerHeaders });
      await send(node, 'DELETE', `/b_1_${h}`);
    }
    const [first, second] = [await statusOf(one), await statusOf(other)];
    expect(first['node']).toMatchObject({ files: 1, tombstones: 1 });
    expect(first['node']?.['digest']).toBe(second['node']?.['digest']);
    await send(one, 'PUT', `/c_1_${h}`, { body: 'x', headers: peerHeaders });
    expect((await statusOf(one))['node']?.['digest']).not.toBe(second['node']?.['digest']);
  });

  test('may be requested with a query', async () => {
    expect((await send(await createTestContext(), 'GET', '/_status?v=1')).status).toBe(200);
  });

  test('responds to HEAD without a body', async () => {
    const node = await createTestContext();
    const get = await send(node, 'GET', '/_status');
    const head = await send(node, 'HEAD', '/_status');
    expect(head.status).toBe(200);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    expect(head.body).toBeNull();
  });
});
