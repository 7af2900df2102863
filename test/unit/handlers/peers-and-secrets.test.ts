import { describe, expect, it } from 'vitest';
import { noSecrets } from '../../../lib/access/secrets.ts';
import type { Replicator } from '../../../lib/replication/replicator.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { drainOnce } from '../../support/node/drain-once.ts';
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
  it('is one by its word where nothing needs a secret', async () => {
    const answer = await put({ read: ['reading'] }, peerHeaders);
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `/${name}`]);
  });

  it('is a client like any other without the secret of the cluster', async () => {
    for (const headers of [peerHeaders, { ...peerHeaders, ...showing('guess') }]) {
      const answer = await put({ cluster: ['joining'] }, headers);
      expect([answer.status, answer.headers.get('location')]).toEqual([201, stamped]);
    }
  });

  it('is refused when it is a node that has no secret: its names must stay as they are', async () => {
    const answer = await put({ cluster: ['joining'] }, { ...peerHeaders, ...node });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe('A node must send the secret of the cluster.\n');
  });

  it('is one with any secret of the cluster', async () => {
    for (const secret of ['joining', 'joined']) {
      const headers = { ...peerHeaders, ...node, ...showing(secret) };
      const answer = await put({ cluster: ['joining', 'joined'] }, headers);
      expect([answer.status, answer.headers.get('location')]).toEqual([201, `/${name}`]);
    }
  });

  it('is a client with the secret of a writer, where the cluster has its own', async () => {
    const secrets = { cluster: ['joining'], write: ['writing'] };
    const answer = await put(secrets, { ...peerHeaders, ...showing('writing') });
    expect([answer.status, answer.headers.get('location')]).toEqual([201, stamped]);
  });

  it('shows the secret of a writer where the cluster has none', async () => {
    const headers = { ...peerHeaders, ...node, ...showing('writing') };
    const answer = await put({ write: ['writing'] }, headers);
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `/${name}`]);
    expect((await put({ write: ['writing'] }, peerHeaders)).status).toBe(401);
  });
});

describe('the id that a sender gives', () => {
  const headers = { ...peerHeaders, ...node, ...showing('writing') };
  const peerUrls = ['http://other'];

  /** Whom the node tells what such a sender uploaded and deleted: the sender, or nobody. */
  async function told(secrets: Partial<typeof noSecrets>, sent: Record<string, string>) {
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
    // Met once, it is known by its id from then on.
    const [replicator] = context.cluster
      .createReplicators({ ctx: context.ctx, connect, concurrency: 1 })
      .values();
    await drainOnce(replicator as Replicator);
    return requests.filter((method) => method === 'PUT' || method === 'DELETE');
  }

  it('keeps nothing from that node where any writer could give it', async () => {
    expect(await told({ write: ['writing'] }, headers)).toEqual(['DELETE']);
    expect(await told({ write: ['writing'], read: ['reading'] }, headers)).toEqual(['DELETE']);
  });

  it('counts with the secret of the cluster, and where nothing has a secret', async () => {
    const joining = { ...headers, ...showing('joining') };
    expect(await told({ write: ['writing'], cluster: ['joining'] }, joining)).toEqual([]);
    expect(await told({}, headers)).toEqual([]);
  });
});

it('who may write is no reader by saying that it is a peer', async () => {
  const secrets = { read: ['reading'], write: ['writing'], cluster: [] };
  const { ctx } = await createTestContext({ secrets });
  const headers = { ...peerHeaders, ...showing('writing') };
  expect((await send({ ctx }, 'GET', '/_status', { headers })).status).toBe(403);
  expect((await send({ ctx }, 'HEAD', `/${name}`, { headers })).status).toBe(403);
});

it('a secret that is not needed is not looked at', async () => {
  const { ctx } = await createTestContext({ secrets: { ...noSecrets, write: ['writing'] } });
  const headers = showing('guess');
  expect((await send({ ctx }, 'GET', '/_status', { headers })).status).toBe(200);
});
