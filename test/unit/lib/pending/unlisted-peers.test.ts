import { describe, expect, it } from 'vitest';
import { createUnlistedPeers } from '../../../../lib/pending/unlisted-peers.ts';
import { createMemoryCluster, warnings } from '../../../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../../../support/node/memory-cluster-options.ts';
import { send } from '../../../support/node/send.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const warning = 'a node that is not configured as --node sends what it has: it gets nothing';

async function upload(cluster: MemoryCluster, id: string, path: string): Promise<void> {
  expect((await send(cluster.node(id), 'PUT', path, { body: path })).status).toBe(201);
}

const idOf = (cluster: MemoryCluster, id: string): string => cluster.node(id).ctx.config.nodeId;

describe('a node without peers', () => {
  it('logs once who sends it operations, and shows it in its status', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
    for (const path of ['/one', '/two']) {
      await upload(cluster, 'a', path);
      await cluster.settle();
    }
    expect(warnings(cluster.node('b'))).toEqual([warning]);
    const status = await (await send(cluster.node('b'), 'GET', '/_status')).json();
    expect(status.node.unlistedPeers).toEqual([
      { nodeId: idOf(cluster, 'a'), address: null, lastSeen: '2023-11-14T22:13:20.000Z' },
    ]);
  });

  it('continues to show it when its clock is set back', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
    for (const path of ['/one', '/two']) {
      await upload(cluster, 'a', path);
      await cluster.settle();
      cluster.node('b').clock.ms -= 60 * 60 * 1000;
    }
    await upload(cluster, 'a', '/three');
    await cluster.settle();
    expect(cluster.node('b').ctx.peers.unlisted()).toMatchObject([{ nodeId: idOf(cluster, 'a') }]);
  });

  it('ignores clients, and peers that only read', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
    const headers = { 'X-Cockatiel-Node': '00000000000000cc' };
    await send(cluster.node('b'), 'PUT', '/file', { body: 'x', headers });
    const peer = { ...headers, 'User-Agent': 'cockatiel/1.0' };
    await send(cluster.node('b'), 'HEAD', '/file_1_', { headers: peer });
    expect(cluster.node('b').ctx.peers.unlisted()).toEqual([]);
  });

  it('ignores a sender with an invalid id', async () => {
    const cluster = await createMemoryCluster({ peers: { b: [] } });
    for (const id of ['x'.repeat(8000), '', '00000000000000CC']) {
      const headers = { 'X-Cockatiel-Node': id, 'User-Agent': 'cockatiel/1.0' };
      await send(cluster.node('b'), 'DELETE', `/file_1_${'a'.repeat(40)}`, { headers });
    }
    expect(cluster.node('b').ctx.peers.unlisted()).toEqual([]);
  });
});

it('a header that is no node id is neither kept nor shown', async () => {
  const cluster = await createMemoryCluster({ peers: { b: [] } });
  const { ctx } = cluster.node('b');
  const agent = { 'User-Agent': 'cockatiel/1.0' };
  for (const id of ['x'.repeat(8000), '', '00000000000000CC', '00000000000000cc0']) {
    const headers = { ...agent, 'X-Cockatiel-Node': id };
    await send(cluster.node('b'), 'DELETE', `/a_1_${'0'.repeat(40)}`, { headers });
  }
  expect(ctx.peers.unlisted()).toEqual([]);
});

describe('a node with peers', () => {
  it('logs a sender that is none of them, once the ids of all are known', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['c'], c: [] } });
    cluster.cut('b', 'c');
    await upload(cluster, 'a', '/file');
    for (let second = 0; second < 30; second += 1) {
      await cluster.turn();
      cluster.node('b').clock.ms += 1000;
    }
    expect(cluster.node('b').ctx.peers.unlisted()).toEqual([]);
    cluster.heal();
    await cluster.settle();
    expect(cluster.node('b').ctx.peers.unlisted()).toMatchObject([{ nodeId: idOf(cluster, 'a') }]);
  });

  it('logs nothing about the former id of a peer that was replaced', async () => {
    const clock = { ms: 0, nowMs: () => clock.ms };
    let known = new Set(['old', 'other']);
    const unlisted = createUnlistedPeers({ knownIds: () => known, clock, log: silentLog });
    unlisted.note('old');
    unlisted.note('stranger');
    unlisted.check();
    known = new Set(['new', 'other']);
    clock.ms += 60_000;
    expect(unlisted.report().map(({ nodeId }) => nodeId)).toEqual(['stranger']);
  });

  it('logs nothing where all nodes are peers of each other, also after a restart', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
    await upload(cluster, 'a', '/file');
    await cluster.settle();
    await cluster.restart('a', 'restart');
    await upload(cluster, 'a', '/more');
    await cluster.settle();
    for (const id of ['a', 'b']) {
      cluster.node(id).clock.ms += 60_000;
      await cluster.node(id).cluster.save();
      expect(warnings(cluster.node(id))).toEqual([]);
    }
  });

  it('counts a peer of the Python version, which shows no id, as known', async () => {
    const options = { peers: { a: ['b'], b: ['c'], c: [] }, legacyNodes: ['c'] };
    const cluster = await createMemoryCluster(options);
    await upload(cluster, 'a', '/file');
    await cluster.settle();
    cluster.node('b').clock.ms += 60_000;
    expect(cluster.node('b').ctx.peers.unlisted()).toMatchObject([{ nodeId: idOf(cluster, 'a') }]);
  });
});

describe('senders', () => {
  function listOf(clock: { ms: number }) {
    const time = { nowMs: () => clock.ms };
    return createUnlistedPeers({ knownIds: () => new Set(), clock: time, log: silentLog });
  }

  it('are forgotten after an hour of silence', () => {
    const clock = { ms: 0 };
    const unlisted = listOf(clock);
    unlisted.note('one');
    clock.ms = 3_599_999;
    unlisted.note('other');
    unlisted.check();
    expect(unlisted.report()).toHaveLength(2);
    clock.ms += 1;
    unlisted.check();
    expect(unlisted.report()).toMatchObject([{ nodeId: 'other' }]);
  });

  it('are remembered up to a limit of a hundred', () => {
    const unlisted = listOf({ ms: 0 });
    for (let id = 0; id < 150; id += 1) unlisted.note(String(id));
    expect(unlisted.report()).toHaveLength(100);
    expect(unlisted.report().at(-1)).toMatchObject({ nodeId: '149' });
  });
});

it('a request that a node sent to itself is not reported', async () => {
  const cluster = await createMemoryCluster({ peers: { a: [] } });
  const { nodeId, instance } = cluster.node('a').ctx.config;
  const headers = {
    'User-Agent': 'cockatiel/1.0',
    'X-Cockatiel-Node': nodeId,
    'X-Cockatiel-Instance': instance,
  };
  await send(cluster.node('a'), 'DELETE', `/a_1_${'a'.repeat(40)}`, { headers });
  expect(cluster.node('a').ctx.peers.unlisted()).toEqual([]);
  const copy = { ...headers, 'X-Cockatiel-Instance': '00000000000000ff' };
  await send(cluster.node('a'), 'DELETE', `/a_1_${'a'.repeat(40)}`, { headers: copy });
  expect(cluster.node('a').ctx.peers.unlisted()).toMatchObject([{ nodeId }]);
});
