import { describe, expect, it } from 'vitest';
import { createMemoryCluster, warnings } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';

async function put(cluster: MemoryCluster, id: string, path: string): Promise<string> {
  const response = await send(cluster.node(id), 'PUT', `/${path}`, { body: path });
  return (response.headers.get('location') as string).slice(1);
}

const problemOf = (cluster: MemoryCluster, id: string, url: string): string | null =>
  cluster.node(id).ctx.peers.report()[url]?.problem ?? null;

function errors(cluster: MemoryCluster, id: string): readonly string[] {
  const lines = cluster.node(id).logLines.filter(({ level }) => level === 'error');
  return lines.map(({ message }) => message);
}

/** Lets every node send for so many seconds, with any outcome. */
async function pass(cluster: MemoryCluster, seconds: number, ids: string): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await cluster.turn();
    for (const id of ids) cluster.node(id).clock.ms += 1000;
  }
}

describe('a copied machine', () => {
  it('gets all that the other has, over a node between them, which logs the copy', async () => {
    const peers = { a: ['c'], c: ['a', 'b'], b: ['c'] };
    const cluster = await createMemoryCluster({ peers, copies: { b: 'a' } });
    const names: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      names.push(await put(cluster, 'a', `a${round}`), await put(cluster, 'b', `b${round}`));
      await cluster.settle();
    }
    for (const id of 'abc') expect(cluster.stored(id)).toEqual([...names].sort());
    expect(problemOf(cluster, 'c', 'http://a')).toMatch(/one is a copy of the other/u);
    expect(problemOf(cluster, 'c', 'http://b')).toMatch(/one is a copy of the other/u);
    expect(errors(cluster, 'c').length).toBeGreaterThan(0);
    const before = errors(cluster, 'c').length;
    await put(cluster, 'a', 'more');
    await cluster.settle();
    expect(errors(cluster, 'c')).toHaveLength(before);
  });

  it('that is a direct peer acknowledges, and both log the copy', async () => {
    const peers = { a: ['b'], b: ['a'] };
    const cluster = await createMemoryCluster({ peers, copies: { b: 'a' } });
    const names = [await put(cluster, 'a', 'one'), await put(cluster, 'b', 'two')];
    await cluster.settle();
    for (const id of 'ab') expect(cluster.stored(id)).toEqual([...names].sort());
    expect(problemOf(cluster, 'a', 'http://b')).toMatch(/same node id as this node/u);
    expect(errors(cluster, 'b')).toHaveLength(1);
  });
});

describe('a wrong path of a peer', () => {
  const peers = { a: ['b/files', 'c'], b: ['a', 'c'], c: ['a', 'b'] };

  /** Uploads five files to A and deletes one; returns what is stored below `files/`, on all nodes. */
  async function run(kinds: object): Promise<{ cluster: MemoryCluster; strays: string[] }> {
    const cluster = await createMemoryCluster({ peers, ...kinds });
    const names: string[] = [];
    for (let file = 0; file < 5; file += 1) names.push(await put(cluster, 'a', `${file}`));
    await send(cluster.node('a'), 'DELETE', `/${names.pop()}`);
    await pass(cluster, 60, 'abc');
    for (const id of 'ac') expect(cluster.stored(id)).toEqual(expect.arrayContaining(names));
    const url = 'http://b/files';
    expect(problemOf(cluster, 'a', url)).toMatch(/path of this URL in --node is wrong/u);
    const lines = warnings(cluster.node('a')).filter((line) => /path of this URL/u.test(line));
    expect(lines).toHaveLength(1);
    const all = [...'abc'].flatMap((id) => cluster.stored(id));
    return { cluster, strays: all.filter((name) => name.startsWith('files/')) };
  }

  it('makes no copies on a node, acknowledges nothing, and is logged', async () => {
    const { cluster, strays } = await run({});
    expect(strays).toEqual([]);
    expect(pending(cluster.node('a'), 'http://b/files')).toBe(5);
  });

  it.each([
    ['of 1.0.0', { older: ['b'] }],
    ['of the Python version', { legacyNodes: ['b'] }],
  ])('makes no more copies on a node %s than are in flight at first', async (_kind, kinds) => {
    const { cluster, strays } = await run(kinds);
    // Four on each of the three nodes, and none of those is sent below `files/` again.
    expect(strays.length).toBeLessThanOrEqual(12);
    expect(strays.filter((name) => name.startsWith('files/files/'))).toEqual([]);
    expect(pending(cluster.node('a'), 'http://b/files')).toBeGreaterThanOrEqual(5);
  });

  it('acknowledges no deletion either', async () => {
    for (const kinds of [{}, { older: ['b'] }, { legacyNodes: ['b'] }]) {
      const cluster = await createMemoryCluster({ peers: { a: ['b/files'], b: [] }, ...kinds });
      await send(cluster.node('a'), 'DELETE', `/gone_1_${'a'.repeat(40)}`);
      await pass(cluster, 10, 'ab');
      expect(pending(cluster.node('a'), 'http://b/files')).toBe(1);
    }
  });
});

describe('a node of 1.0.0', () => {
  it('accepts all, and is not sent what it sent itself', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] }, older: ['b'] });
    const names = [await put(cluster, 'a', 'one'), await put(cluster, 'b', 'two')];
    await cluster.settle();
    for (const id of 'ab') expect(cluster.stored(id)).toEqual([...names].sort());
    await send(cluster.node('a'), 'DELETE', `/${names[0]}`);
    await cluster.settle();
    expect(cluster.stored('b')).toEqual([names[1]]);
    const echoes = cluster.requests.filter(({ to, name, hasBody }) => {
      return to === 'b' && name === names[1] && hasBody;
    });
    expect(echoes).toEqual([]);
  });

  it('that has a tombstone gets the upload again until its deletion arrives', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] }, older: ['b'] });
    cluster.cut('a', 'b');
    const name = await put(cluster, 'a', 'file');
    await send(cluster.node('b'), 'DELETE', `/${name}`);
    cluster.heal();
    await cluster.node('a').ctx.storage.ensureDurable(name as never);
    await cluster.settle();
    expect([cluster.stored('a'), cluster.stored('b')]).toEqual([[], []]);
  });
});

describe('a conflict that is no tombstone', () => {
  it('is no acknowledgement, shows in the status, and is logged once', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
    const names = [await put(cluster, 'a', 'dir/one'), await put(cluster, 'a', 'dir/two')];
    const b = cluster.node('b').storageDisk;
    b.write('dir', 'a file where a directory is needed');
    await pass(cluster, 60, 'ab');
    expect(cluster.node('a').ctx.peers.report()['http://b']).toMatchObject({
      length: 2,
      setAside: 2,
      lastError: 'it responded 409, but has no tombstone of the name',
    });
    const conflict = 'a peer rejects an upload: something else is stored at its path';
    const lines = () => warnings(cluster.node('a')).filter((message) => message === conflict);
    expect(lines()).toHaveLength(1);
    b.wipe('dir');
    await cluster.settle();
    expect(cluster.stored('b')).toEqual([...names].sort());
  });
});

describe('a peer that is this node itself, or several', () => {
  it('acknowledges nothing, is logged once, and is repaired by the right address', async () => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
    cluster.route = (to) => (to === 'b' ? 'a' : to);
    const name = await put(cluster, 'a', 'file');
    await send(cluster.node('a'), 'DELETE', `/gone_1_${'a'.repeat(40)}`);
    await pass(cluster, 60, 'ab');
    expect(pending(cluster.node('a'), 'http://b')).toBe(2);
    expect(problemOf(cluster, 'a', 'http://b')).toMatch(/leads back to this node itself/u);
    expect(errors(cluster, 'a')).toEqual([problemOf(cluster, 'a', 'http://b')]);
    cluster.route = (to) => to;
    await cluster.settle();
    expect(cluster.stored('b')).toEqual([name]);
    expect(problemOf(cluster, 'a', 'http://b')).toBeNull();
    for (const id of ['a', 'b']) cluster.node(id).clock.ms += 60_000;
    await put(cluster, 'a', 'later');
    await cluster.settle();
    expect(warnings(cluster.node('a')).at(-1)).toBe('a problem with a peer is over');
  });

  it.each([
    ['itself among them', ['a', 'b', 'c']],
    ['two others', ['b', 'c']],
  ])('alternately, %s, is sent everything again once it is one node', async (_which, nodes) => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [], c: [] } });
    let turn = 0;
    cluster.route = () => {
      turn += 1;
      return nodes[turn % nodes.length] as string;
    };
    const names: string[] = [];
    for (let file = 0; file < 8; file += 1) {
      names.push(await put(cluster, 'a', `${file}`));
      await pass(cluster, 2, 'abc');
    }
    expect(problemOf(cluster, 'a', 'http://b')).toMatch(/Several nodes respond/u);
    await cluster.node('a').cluster.save();
    expect(pending(cluster.node('a'), 'http://b')).toBe(8);
    expect(errors(cluster, 'a').filter((message) => /Several nodes/u.test(message))).toHaveLength(
      1,
    );
    cluster.route = () => 'b';
    await pass(cluster, 590, 'abc');
    expect(pending(cluster.node('a'), 'http://b')).toBe(8);
    await cluster.settle();
    expect(cluster.stored('b')).toEqual([...names].sort());
  });
});
