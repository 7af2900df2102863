import { describe, expect, it } from 'vitest';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { type Sent, send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const all = { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] };
const absent = `/absent_1700000000_${sha1Of('absent')}.txt`;

/** Three nodes that send each other nothing by themselves, as right after an upload. */
function createCluster(
  peers: Readonly<Record<string, readonly string[]>> = all,
): Promise<MemoryCluster> {
  return createMemoryCluster({ peers, readThrough: true });
}

async function upload(
  cluster: MemoryCluster,
  id: string,
  name: string,
  body: Sent['body'] = `content of ${name}`,
): Promise<string> {
  const response = await send(cluster.node(id), 'PUT', `/${name}`, { body });
  return response.headers.get('location') as string;
}

/** The requests of one node for files, as `HEAD b 404`. */
function readsOf(cluster: MemoryCluster, id: string): readonly string[] {
  return cluster.requests
    .filter(({ from, method }) => from === id && (method === 'GET' || method === 'HEAD'))
    .map(({ method, to, status }) => `${method} ${to} ${status}`);
}

describe('a file that was just uploaded elsewhere', () => {
  it('is read from there, and stored', async () => {
    const cluster = await createCluster();
    const path = await upload(cluster, 'a', 'file.txt');
    const response = await send(cluster.node('b'), 'GET', path);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('content of file.txt');
    expect(cluster.stored('b')).toEqual([path.slice(1)]);
    expect(readsOf(cluster, 'b').toSorted()).toEqual(['GET a 200', 'HEAD a 200', 'HEAD c 404']);
  });

  it('has the headers that the node would send that stored it', async () => {
    const cluster = await createCluster();
    const path = await upload(cluster, 'a', 'file.html', '<p>Grüße</p>');
    for (const method of ['HEAD', 'GET']) {
      const [here, there] = await Promise.all([
        send(cluster.node('a'), method, path),
        send(cluster.node('b'), method, path),
      ]);
      const headersOf = ({ headers }: Response): readonly string[][] =>
        [...headers].filter(([name]) => !name.startsWith('x-cockatiel-'));
      expect(headersOf(there)).toEqual(headersOf(here));
    }
  });

  it('is not sent back to where it was read, and forwarded to others by an offer', async () => {
    const cluster = await createCluster();
    const path = await upload(cluster, 'a', 'file.txt');
    await send(cluster.node('b'), 'GET', path);
    await cluster.settle();
    const sent = cluster.requests.filter(({ from, method }) => from === 'b' && method === 'PUT');
    expect(new Set(sent.map(({ to, hasBody }) => `${to} ${hasBody}`))).toEqual(
      new Set(['c false']),
    );
    for (const id of 'abc') expect(cluster.stored(id)).toEqual([path.slice(1)]);
  });

  it('is found by a HEAD, which fetches nothing', async () => {
    const cluster = await createCluster();
    const path = await upload(cluster, 'a', 'file.txt');
    const response = await send(cluster.node('b'), 'HEAD', path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('19');
    expect(cluster.stored('b')).toEqual([]);
  });

  it('is not read for another node', async () => {
    const cluster = await createCluster({ a: [], b: ['a'], c: ['b'] });
    const path = await upload(cluster, 'a', 'file.txt');
    expect((await send(cluster.node('c'), 'GET', path)).status).toBe(404);
    expect(readsOf(cluster, 'b')).toEqual([]);
  });
});

it('a file that no peer has is asked for once in a while, and a fixed number in all', async () => {
  const cluster = await createCluster();
  for (let count = 0; count < 10; count += 1) {
    expect((await send(cluster.node('b'), 'GET', absent)).status).toBe(404);
  }
  expect(readsOf(cluster, 'b').toSorted()).toEqual(['HEAD a 404', 'HEAD c 404']);
  for (let count = 0; count < 1000; count += 1) {
    const path = `/absent_1700000000_${sha1Of(`absent ${count}`)}.txt`;
    expect((await send(cluster.node('b'), 'GET', path)).status).toBe(404);
  }
  expect(readsOf(cluster, 'b')).toHaveLength(2 * 200);
});
