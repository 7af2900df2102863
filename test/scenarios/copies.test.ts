import { describe, expect, it } from 'vitest';
import { handle } from '../../handlers/router.ts';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type {
  MemoryCluster,
  MemoryClusterOptions,
} from '../support/node/memory-cluster-options.ts';
import { createRequest, send } from '../support/node/send.ts';
import { settleMicrotasks } from '../support/node/settle-microtasks.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const all = { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] };
const path = `/file_1700000000_${sha1Of('content')}.txt`;

function createCluster(options: Partial<MemoryClusterOptions> = {}): Promise<MemoryCluster> {
  return createMemoryCluster({ peers: all, readThrough: true, ...options });
}

/** Uploads the file to a, and wants so many copies; a wait ends with its client at the latest. */
async function upload(cluster: MemoryCluster, wanted: number) {
  const client = new AbortController();
  const headers = { 'Cockatiel-Copies': String(wanted) };
  const request = createRequest('PUT', '/file.txt', { body: 'content', headers });
  const responding = handle(new Request(request, { signal: client.signal }), cluster.node('a').ctx);
  const sent = {
    isOver: false,
    async outcome() {
      client.abort();
      const response = await responding;
      return [response.status, response.headers.get('Cockatiel-Copies')];
    },
  };
  void responding.then(() => {
    sent.isOver = true;
  });
  await settleMicrotasks();
  return sent;
}

async function countOn(cluster: MemoryCluster, id: string): Promise<string | number | null> {
  const headers = { 'Cockatiel-Copies': '?' };
  const response = await send(cluster.node(id), 'HEAD', path, { headers });
  return response.ok ? response.headers.get('Cockatiel-Copies') : response.status;
}

describe('an upload that wants three copies on three nodes', () => {
  it('is over once all three have it', async () => {
    const cluster = await createCluster();
    const sent = await upload(cluster, 3);
    expect([sent.isOver, await countOn(cluster, 'a')]).toEqual([false, '1']);
    await cluster.turn();
    expect(await sent.outcome()).toEqual([201, '3']);
    for (const id of 'abc') {
      expect(cluster.stored(id)).toEqual([path.slice(1)]);
      expect(await countOn(cluster, id)).toBe('3');
    }
  });

  it('goes on where one of them is away, and is over when that is back', async () => {
    const cluster = await createCluster();
    cluster.cut('a', 'c');
    cluster.cut('b', 'c');
    const sent = await upload(cluster, 3);
    await cluster.turn();
    await settleMicrotasks();
    expect([sent.isOver, await countOn(cluster, 'a')]).toEqual([false, '2']);
    cluster.heal();
    await cluster.settle();
    expect(await sent.outcome()).toEqual([201, '3']);
  });

  it('counts a node that has it from another one', async () => {
    const cluster = await createCluster();
    cluster.cut('a', 'c');
    const sent = await upload(cluster, 3);
    await cluster.turn();
    await cluster.turn();
    expect(cluster.stored('c')).toEqual([path.slice(1)]);
    expect(sent.isOver).toBe(false);
    cluster.heal();
    await cluster.settle();
    expect(await sent.outcome()).toEqual([201, '3']);
    expect(cluster.requests.filter(({ to, hasBody }) => to === 'c' && hasBody)).toHaveLength(1);
  });

  it('gets the same number when it is sent again', async () => {
    const cluster = await createCluster();
    const first = await upload(cluster, 3);
    await cluster.turn();
    expect(await first.outcome()).toEqual([201, '3']);
    const second = await upload(cluster, 3);
    expect(second.isOver).toBe(true);
    expect(await second.outcome()).toEqual([302, '3']);
  });
});

describe('no copy is counted that is not one more', () => {
  const cases: Record<string, Partial<MemoryClusterOptions>> = {
    'of a node behind a second URL': { peers: { a: ['b', 'c'], b: ['a'] } },
    'of the node itself, which is its own peer': { peers: { a: ['a', 'b'], b: ['a'] } },
    'of a copied machine with the same node id': {
      peers: { a: ['b', 'c'], b: ['a'], c: ['a'] },
      copies: { c: 'b' },
    },
    'of a copy of this node': { peers: { a: ['b', 'c'], b: ['a'], c: ['a'] }, copies: { c: 'a' } },
    'of a node of the Python version, which does not sync': {
      peers: { a: ['b', 'c'], b: ['a'], c: ['a'] },
      legacyNodes: ['c'],
    },
    'of a node of 1.0.0': { peers: { a: ['b', 'c'], b: ['a'], c: ['a'] }, older: ['c'] },
    'of a node beyond a peer': { peers: { a: ['b', 'd'], b: ['a', 'c'], c: ['b'], d: ['a'] } },
  };

  it.each(Object.entries(cases))('%s', async (what, options) => {
    const cluster = await createCluster(options);
    if (what.includes('second URL')) cluster.route = (to) => (to === 'c' ? 'b' : to);
    if (what.includes('beyond')) cluster.cut('a', 'd');
    const sent = await upload(cluster, 3);
    for (let count = 0; count < 3; count += 1) await cluster.turn();
    await settleMicrotasks();
    expect(sent.isOver).toBe(false);
    expect(await countOn(cluster, 'a')).toBe('2');
    expect(await sent.outcome()).toEqual([202, '2']);
  });

  it('of a node that has deleted the file already', async () => {
    const cluster = await createCluster();
    await send(cluster.node('b'), 'DELETE', path);
    const sent = await upload(cluster, 3);
    cluster.cut('a', 'c');
    cluster.cut('b', 'c');
    await cluster.turn();
    await settleMicrotasks();
    expect(sent.isOver).toBe(false);
    expect(await sent.outcome()).toEqual([409, null]);
    expect(await countOn(cluster, 'a')).toBe(404);
  });
});

it('the copies of a file that is not here are those of the peers', async () => {
  const cluster = await createCluster();
  await send(cluster.node('a'), 'PUT', '/file.txt', { body: 'content' });
  expect(await countOn(cluster, 'b')).toBe('1');
  expect(cluster.stored('b')).toEqual([]);
});
