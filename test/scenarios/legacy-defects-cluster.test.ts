import { describe, expect, test } from 'vitest';
import { textOf } from '../support/disk/small-files.ts';
import { createMemoryCluster, warnings } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

// The numbers are those of the list of the Python version's defects.

const now = 1_700_000_000;
const pair = { a: ['b'], b: ['a'] };

async function put(cluster: MemoryCluster, id: string, path: string, body = path): Promise<string> {
  const response = await send(cluster.node(id), 'PUT', `/${path}`, { body });
  expect(response.status).toBe(201);
  return (response.headers.get('location') as string).slice(1);
}

async function remove(cluster: MemoryCluster, id: string, name: string): Promise<number> {
  return (await send(cluster.node(id), 'DELETE', `/${name}`)).status;
}

test('U3: a record without its file, or a file without its record, as a crash leaves them, does no harm', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  cluster.node('a').storageDisk.intercept = ({ operation }) => {
    if (operation === 'rename') cluster.node('a').storageDisk.kill();
  };
  const lost = await send(cluster.node('a'), 'PUT', '/lost', { body: 'lost' });
  expect(lost.status).toBe(500);
  cluster.node('a').storageDisk.intercept = () => undefined;
  await cluster.restart('a', 'restartAfterCrash');
  expect(pending(cluster.node('a'), 'http://b')).toBe(1);
  const kept = await put(cluster, 'a', 'kept');
  await cluster.restart('a', 'restartAfterCrash');
  await cluster.settle();
  expect(cluster.stored('b')).toEqual([kept]);
});

test('U4: an unreadable record does not stop the records behind it', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  const names = [];
  for (const path of ['one', 'two', 'three']) names.push(await put(cluster, 'a', path));
  const { queueDisk } = cluster.node('a');
  const segment = 'journal/0000000000000001.log';
  const text = textOf(queueDisk.read(segment) as Uint8Array);
  queueDisk.write(segment, text.replace('two', 'twx'));
  await cluster.restart('a', 'restartAfterKill');
  await cluster.settle();
  expect(cluster.stored('b')).toEqual([names[0], names[2]].sort());
  expect(warnings(cluster.node('a'))).toContain('journal records are unreadable');
});

test('U10: what a peer rejects for ever delays nothing, and arrives once the fault is repaired', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  const { storageDisk } = cluster.node('b');
  storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'makeDirectory' && path === 'bad') {
      throw Object.assign(new Error(path), { code: 'EACCES' });
    }
  };
  const names = [];
  for (let count = 0; count < 40; count += 1) names.push(await put(cluster, 'a', `bad/${count}`));
  const good = await put(cluster, 'a', 'good');
  await cluster.turn();
  expect(cluster.stored('b')).toEqual([good]);
  expect(cluster.node('a').ctx.peers.report()['http://b']).toMatchObject({
    length: 40,
    setAside: 40,
    lastError: 'it responded 500',
  });
  storageDisk.intercept = () => undefined;
  await cluster.settle();
  expect(cluster.stored('b')).toEqual([...names, good].sort());
});

test('U12: clocks that step back delay and lose nothing', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  cluster.cut('a', 'b');
  const first = await put(cluster, 'a', 'first');
  await cluster.turn();
  cluster.node('a').clock.ms -= 86_400_000;
  const second = await put(cluster, 'a', 'second');
  cluster.heal();
  await cluster.turn();
  expect(cluster.stored('b')).toEqual([first, second].sort());
});

test('U13: the same bytes sent again in the second of their deletion get to all nodes', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  const first = await put(cluster, 'a', 'file');
  expect(await remove(cluster, 'a', first)).toBe(200);
  const second = await put(cluster, 'a', 'file');
  await cluster.settle();
  expect(second).toBe(`file_${now + 1}_${sha1Of('file')}`);
  expect(cluster.stored('b')).toEqual([second]);
  expect(cluster.stored('a')).toEqual([second]);
});

describe('U15: a deletion that overtakes its upload', () => {
  test('wins on the node that did not have the file, and the file is removed everywhere', async () => {
    const cluster = await createMemoryCluster({
      peers: { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] },
    });
    cluster.cut('a', 'b');
    cluster.cut('a', 'c');
    const name = await put(cluster, 'a', 'file');
    expect(await remove(cluster, 'b', name)).toBe(404);
    await cluster.turn();
    cluster.heal();
    await cluster.settle();
    for (const id of ['a', 'b', 'c']) expect(cluster.stored(id)).toEqual([]);
    for (const id of ['a', 'b', 'c']) await cluster.restart(id, 'restartAfterCrash');
    await cluster.settle();
    for (const id of ['a', 'b', 'c']) expect(cluster.stored(id)).toEqual([]);
  });
});

test('U16: peers whose URLs differ only in punctuation each get everything', async () => {
  const cluster = await createMemoryCluster({ peers: { x: ['a.b', 'ab'], 'a.b': [], ab: [] } });
  const name = await put(cluster, 'x', 'file');
  cluster.cut('x', 'ab');
  await cluster.turn();
  await cluster.node('x').cluster.save();
  await cluster.restart('x', 'restart');
  cluster.heal();
  await cluster.settle();
  expect([cluster.stored('a.b'), cluster.stored('ab')]).toEqual([[name], [name]]);
});

test('U21: a body is sent exactly twice in a full mesh of three', async () => {
  const cluster = await createMemoryCluster({
    peers: { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] },
  });
  const names = [];
  for (const path of ['one', 'two', 'three']) names.push(await put(cluster, 'a', path));
  await cluster.settle();
  for (const name of names) {
    const bodies = cluster.requests.filter((passage) => passage.name === name && passage.hasBody);
    expect(bodies).toHaveLength(2);
  }
});

test('U24: a file copied by hand after its deletion arrived is not served', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  const name = await put(cluster, 'a', 'file');
  await cluster.settle();
  expect(await remove(cluster, 'a', name)).toBe(200);
  await cluster.settle();
  cluster.node('b').storageDisk.write(name, 'file');
  expect((await send(cluster.node('b'), 'GET', `/${name}`)).status).toBe(404);
  await cluster.settle();
  expect(cluster.stored('a')).toEqual([]);
});
