import { describe, expect, it } from 'vitest';
import { noSecrets } from '../../../lib/access/secrets.ts';
import type { Replicator } from '../../../lib/replication/replicator.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { drainOnce } from '../../support/node/drain-once.ts';
import { noTimers } from '../../support/node/no-timers.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const name = `file_1_${sha1Of('content')}.txt`;
const stamped = `/file_1_${sha1Of('content')}_1700000000_${sha1Of('content')}.txt`;
const node = { 'X-Cockatiel-Node': 'fedcba9876543210' };
const showing = (secret: string) => ({ Authorization: `Basic ${btoa(`any:${secret}`)}` });

async function put(secrets: Partial<typeof noSecrets>, headers: Record<string, string>) {
  const { ctx } = await createTestContext({ secrets: { ...noSecrets, ...secrets } });
  return await send({ ctx }, 'PUT', `/${name}`, { body: 'content', headers });
}

describe('a sender that says it is a peer', () => {
  it('counts as one where nothing needs a secret', async () => {
    const response = await put({ read: ['reading'] }, peerHeaders);
    expect([response.status, response.headers.get('location')]).toEqual([201, `/${name}`]);
  });

  it('counts as a client without the secret of the cluster', async () => {
    for (const headers of [peerHeaders, { ...peerHeaders, ...showing('guess') }]) {
      const response = await put({ cluster: ['joining'] }, headers);
      expect([response.status, response.headers.get('location')]).toEqual([201, stamped]);
    }
  });

  it('is rejected when it is a node without the secret: its names must not be stamped again', async () => {
    const response = await put({ cluster: ['joining'] }, { ...peerHeaders, ...node });
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('A node must send the secret of the cluster.\n');
  });

  it('counts as one with any secret of the cluster', async () => {
    for (const secret of ['joining', 'joined']) {
      const headers = { ...peerHeaders, ...node, ...showing(secret) };
      const response = await put({ cluster: ['joining', 'joined'] }, headers);
      expect([response.status, response.headers.get('location')]).toEqual([201, `/${name}`]);
    }
  });

  it('counts as a client with a write secret, where the cluster has its own', async () => {
    const secrets = { cluster: ['joining'], write: ['writing'] };
    const response = await put(secrets, { ...peerHeaders, ...showing('writing') });
    expect([response.status, response.headers.get('location')]).toEqual([201, stamped]);
  });

  it('counts as one with a write secret where the cluster has none', async () => {
    const headers = { ...peerHeaders, ...node, ...showing('writing') };
    const response = await put({ write: ['writing'] }, headers);
    expect([response.status, response.headers.get('location')]).toEqual([201, `/${name}`]);
    expect((await put({ write: ['writing'] }, peerHeaders)).status).toBe(401);
  });
});

describe('the id that a sender gives', () => {
  const headers = { ...peerHeaders, ...node, ...showing('writing') };
  const peerUrls = ['http://other'];

  /** The operations of such a sender that the node sends to it. */
  async function sentTo(secrets: Partial<typeof noSecrets>, sent: Record<string, string>) {
    const context = await createTestContext({
      secrets: { ...noSecrets, ...secrets },
      config: { peerUrls },
    });
    await send(context, 'PUT', `/${name}`, { body: 'content', headers: sent });
    await send(context, 'DELETE', `/${name}`, { headers: sent });
    const requests: string[] = [];
    const connect = () => ({
      async send({ method }: { method: string }) {
        requests.push(method);
        return { status: method === 'PUT' ? 201 : 404, nodeId: node['X-Cockatiel-Node'] };
      },
    });
    // Once contacted, it is known by its id.
    const [replicator] = context.cluster
      .createReplicators({ ctx: context.ctx, connect, concurrency: 1, timers: noTimers })
      .values();
    await drainOnce(replicator as Replicator);
    return requests.filter((method) => method === 'PUT' || method === 'DELETE');
  }

  it('does not keep operations from that node where any writer could send it', async () => {
    expect(await sentTo({ write: ['writing'] }, headers)).toEqual(['DELETE']);
    expect(await sentTo({ write: ['writing'], read: ['reading'] }, headers)).toEqual(['DELETE']);
  });

  it('counts with the secret of the cluster, and where nothing has a secret', async () => {
    const joining = { ...headers, ...showing('joining') };
    expect(await sentTo({ write: ['writing'], cluster: ['joining'] }, joining)).toEqual([]);
    expect(await sentTo({}, headers)).toEqual([]);
  });
});

it('a writer may not read by calling itself a peer', async () => {
  const secrets = { read: ['reading'], write: ['writing'], cluster: [] };
  const { ctx } = await createTestContext({ secrets });
  const headers = { ...peerHeaders, ...showing('writing') };
  expect((await send({ ctx }, 'GET', '/_status', { headers })).status).toBe(403);
  expect((await send({ ctx }, 'HEAD', `/${name}`, { headers })).status).toBe(403);
});

it('a secret that is not needed is not checked', async () => {
  const { ctx } = await createTestContext({ secrets: { ...noSecrets, write: ['writing'] } });
  const headers = showing('guess');
  expect((await send({ ctx }, 'GET', '/_status', { headers })).status).toBe(200);
});
