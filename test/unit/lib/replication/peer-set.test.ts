import { describe, expect, it } from 'vitest';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { createAcceptingPeers } from '../../../support/node/accepting-peers.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { createMemoryCluster } from '../../../support/node/memory-cluster.ts';
import { pending } from '../../../support/node/pending.ts';
import { send } from '../../../support/node/send.ts';
import { messagesAt, withPeers } from '../../../support/node/with-peers.ts';

const secretUrl = 'http://user:secret@b/media';

describe('a peer', () => {
  it('that is new on a new node is not logged', async () => {
    expect(messagesAt(await createTestContext({ config: { peerUrls: ['http://b'] } }))).toEqual([]);
  });

  it('that is added later gets what is still in the journal, and is logged as new', async () => {
    let node = await createTestContext({ config: { peerUrls: ['http://b'] } });
    await send(node, 'PUT', '/file', { body: 'x' });
    node = await withPeers(node, ['http://b', 'http://c']);
    expect([pending(node, 'http://b'), pending(node, 'http://c')]).toEqual([1, 1]);
    expect(messagesAt(node)).toEqual([
      'a peer is new: it gets what it lacks, but of 1.0.0 or earlier only what is in the journal',
    ]);
    node = await withPeers(node, ['http://b', 'http://c']);
    expect(messagesAt(node)).toHaveLength(1);
  });

  it('shows its secret in no report and no log', async () => {
    let node = await createTestContext({ config: { peerUrls: [secretUrl] } });
    await send(node, 'PUT', '/file', { body: 'x' });
    node = await withPeers(node, [secretUrl, 'http://other:secret@c']);
    node = await withPeers(node, []);
    const status = await (await send(node, 'GET', '/_status')).text();
    expect(JSON.stringify(node.logLines) + status).not.toContain('secret');
  });
});

describe('positions', () => {
  it('let segments go once every peer has acknowledged them, not before', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b', 'c'], b: [], c: [] } });
    const node = cluster.node('a');
    const segments = (): number =>
      node.queueDisk.paths().filter((path) => path.startsWith('journal/')).length;
    cluster.cut('a', 'c');
    for (let count = 0; count < 50; count += 1) await send(node, 'PUT', `/${count}`, { body: 'x' });
    const before = segments();
    expect(before).toBeGreaterThan(2);
    await cluster.turn();
    await node.cluster.save();
    expect(segments()).toBe(before);
    cluster.heal();
    await cluster.settle();
    expect(segments()).toBe(1);
  });

  it('are saved again when the directory vanished, with the deferred operations', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
    cluster.cut('a', 'b');
    const { location } = await put(cluster.node('a'), '/file');
    await cluster.turn();
    await put(cluster.node('a'), '/more');
    await cluster.turn();
    cluster.node('a').queueDisk.wipe('');
    await cluster.node('a').cluster.save();
    const later = await put(cluster.node('a'), '/later');
    await cluster.node('a').cluster.save();
    await cluster.restart('a', 'restartAfterCrash');
    cluster.heal();
    await cluster.settle();
    expect(cluster.stored('b')).toContain(later.location);
    expect(cluster.stored('b')).toContain(location);
  });

  it('of a journal that began again lose nothing', async () => {
    let node = await createTestContext({ config: { peerUrls: ['http://b'] } });
    for (let count = 0; count < 5; count += 1) await put(node, `/${count}`);
    await node.close();
    node.queueDisk.wipe('journal');
    const position = {
      position: 6,
      setAside: [{ op: 'DELETE', name: `a_1_${'a'.repeat(40)}`, seconds: 1 }],
    };
    node.queueDisk.write('peers.json', JSON.stringify({ 'http://b': position }));
    node = await node.restartAfterKill();
    await put(node, '/again');
    expect(pending(node, 'http://b')).toBe(2);
    await node.cluster.save();
    node = await node.restartAfterKill();
    expect(pending(node, 'http://b')).toBe(2);
  });

  it('of an old URL give a new one what was deferred, though no journal has it', async () => {
    let node = await createTestContext({ config: { peerUrls: ['http://old'] } });
    for (let count = 0; count < 5; count += 1) await put(node, `/${count}`);
    const deferred = { op: 'PUT', name: `a_1_${'a'.repeat(40)}`, seconds: 1 };
    const position = { position: 6, setAside: [deferred] };
    await node.close();
    node.queueDisk.write('peers.json', JSON.stringify({ 'http://old': position }));
    node = await withPeersKilled(node, 'http://new');
    expect(pending(node, 'http://new')).toBe(6);
  });

  it('that do not fit on a full disk do not stop a start', async () => {
    const node = await createTestContext({ config: { peerUrls: ['http://b'] } });
    await put(node, '/file');
    node.queueDisk.intercept = ({ operation, path }) => {
      if (operation === 'create' && path.startsWith('peers.json')) throw fault('ENOSPC');
    };
    const next = await withPeersKilled(node);
    expect(messagesAt(next)).toContain(
      'how far the peers are could not be saved, because the disk is full',
    );
    expect(pending(next, 'http://b')).toBe(1);
    next.queueDisk.intercept = ({ operation, path }) => {
      if (operation === 'create' && path.startsWith('peers.json')) throw fault('EIO');
    };
    await expect(withPeersKilled(next, 'http://c')).rejects.toMatchObject({ code: 'EIO' });
  });
});

it('a report shows the age of the oldest operation, the last error and the next attempt', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
  const { ctx, clock } = cluster.node('a');
  const report = (): object => ctx.peers.report()['http://b'] as object;
  expect(report()).toEqual({
    pending: 0,
    length: 0,
    state: 'unknown',
    oldestAgeSeconds: null,
    deferred: 0,
    setAside: 0,
    refused: [],
    clockOffsetSeconds: null,
    lastSuccess: null,
    lastError: null,
    problem: null,
    nextAttempt: null,
    inSync: null,
    comparedAt: null,
    compareError: null,
    repaired: 0,
  });
  cluster.cut('a', 'b');
  await put(cluster.node('a'), '/file');
  await cluster.turn();
  expect(report()).toMatchObject({ state: 'down', nextAttempt: '2023-11-14T22:13:20.500Z' });
  clock.ms += 61_000;
  expect(report()).toMatchObject({
    pending: 1,
    length: 1,
    oldestAgeSeconds: 61,
    deferred: 1,
    setAside: 1,
    lastError: 'ECONNREFUSED: b',
  });
  clock.ms -= 3_600_000;
  expect(report()).toMatchObject({ oldestAgeSeconds: 0 });
  cluster.heal();
  await cluster.turn();
  expect(report()).toMatchObject({
    length: 0,
    state: 'up',
    lastSuccess: '2023-11-14T21:14:21.000Z',
  });
});

it("a journal that can't be read keeps operations pending, is logged, and loses nothing", async () => {
  const node = await createTestContext({ config: { peerUrls: ['http://b'] } });
  const peers = createAcceptingPeers(['http://b']);
  for (const path of ['/1', '/2', '/3']) await put(node, path);
  node.queueDisk.intercept = ({ operation, path }) => {
    if (operation === 'read' && path.startsWith('journal/')) throw systemError('EIO', path);
  };
  for (let time = 0; time < 3; time += 1) {
    await expect(peers.drain(node)).rejects.toMatchObject({ code: 'EIO' });
    expect(node.ctx.peers.report()['http://b']).toMatchObject({ length: 3, setAside: 0 });
    expect(node.ctx.peers.report()['http://b']?.lastError).toMatch('EIO: journal/');
  }
  node.queueDisk.intercept = () => undefined;
  await peers.settle(node, 0);
  expect(peers.acknowledged('http://b').size).toBe(3);
});

async function put(node: TestContext, path: string): Promise<{ location: string }> {
  const response = await send(node, 'PUT', path, { body: path });
  return { location: (response.headers.get('location') as string).slice(1) };
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

async function withPeersKilled(node: TestContext, ...more: string[]): Promise<TestContext> {
  node.storageDisk.kill();
  node.queueDisk.kill();
  const { storageDisk, queueDisk, logLines } = node;
  const peerUrls = ['http://b', ...more];
  return await createTestContext({ storageDisk, queueDisk, logLines, config: { peerUrls } });
}
