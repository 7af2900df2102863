import { describe, expect, it, test } from 'vitest';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type {
  Loss,
  MemoryCluster,
  MemoryClusterOptions,
} from '../support/node/memory-cluster-options.ts';
import { createSeededRandom } from '../support/node/seeded-random.ts';
import { send } from '../support/node/send.ts';

const mesh = { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] };
const ids = Object.keys(mesh);

async function startMesh(options: Partial<MemoryClusterOptions> = {}): Promise<MemoryCluster> {
  const cluster = await createMemoryCluster({ peers: mesh, batches: true, ...options });
  for (const id of ids) await put(cluster, id, `met ${id}`);
  await cluster.settle();
  cluster.requests.length = 0;
  return cluster;
}

async function put(cluster: MemoryCluster, id: string, path: string): Promise<string> {
  const response = await send(cluster.node(id), 'PUT', `/${encodeURIComponent(path)}`, {
    body: path,
  });
  return response.headers.get('location') as string;
}

async function putMany(cluster: MemoryCluster, count: number): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let at = 0; at < count; at += 1) {
    paths.push(await put(cluster, ids[at % ids.length] ?? 'a', `file ${at}`));
  }
  return paths;
}

async function remove(cluster: MemoryCluster, id: string, path: string): Promise<void> {
  expect([200, 404]).toContain((await send(cluster.node(id), 'DELETE', path)).status);
}

/** All nodes have the same files, so many besides those by which they met. */
function expectSame(cluster: MemoryCluster, count: number): void {
  const [first = [], ...others] = ids.map(cluster.stored);
  expect(first).toHaveLength(ids.length + count);
  for (const other of others) expect(other).toEqual(first);
}

describe('operations that are sent together', () => {
  it('bring everything to all nodes, with few requests', async () => {
    const cluster = await startMesh();
    const paths = await putMany(cluster, 60);
    for (const path of paths.slice(0, 20)) await remove(cluster, 'b', path);
    await cluster.settle();
    expectSame(cluster, 40);
    // Each link carries what was uploaded and deleted at its beginning, and offers of the rest.
    expect(cluster.requests.length).toBeLessThan(6 * 30);
    expect(cluster.requests.map(({ name }) => name)).toContain('_batch');
  });

  test.each([0, 1, 2, 3, 4, 5])('do so whatever of them is lost, with seed %i', async (seed) => {
    const cluster = await startMesh();
    const random = createSeededRandom(seed);
    const losses: readonly (Loss | undefined)[] = ['request', 'reply', 'end', undefined];
    cluster.lossOf = () => random.pick(losses);
    const paths = await putMany(cluster, 30);
    for (let turn = 0; turn < 5; turn += 1) {
      await remove(cluster, ids[turn % ids.length] ?? 'a', paths[turn] ?? '');
      await cluster.turn();
      for (const id of ids) cluster.node(id).clock.ms += 1000;
    }
    cluster.heal();
    await cluster.settle();
    expectSame(cluster, 25);
  });

  it('reach a node that is restarted meanwhile', async () => {
    const cluster = await startMesh();
    await putMany(cluster, 30);
    const turn = cluster.turn();
    await cluster.restart('b', 'restartAfterCrash');
    await turn.catch(() => undefined);
    await cluster.settle();
    expectSame(cluster, 30);
  });

  it.each(['a', 'b', 'c'])(
    'leave deleted what is deleted on %s while it is uploaded',
    async (id) => {
      const cluster = await startMesh();
      const paths = await putMany(cluster, 30);
      const turn = cluster.turn();
      for (const path of paths) await remove(cluster, id, path);
      await turn;
      await cluster.settle();
      expectSame(cluster, 0);
      for (const path of paths) {
        for (const one of ids) {
          expect((await send(cluster.node(one), 'GET', path)).status).toBe(404);
        }
      }
    },
  );
});

describe('a node that knows no batches gets its operations one by one', () => {
  it.each([
    ['of this program', { withoutBatches: ['c'] }],
    ['of 1.0.0', { older: ['c'] }],
    ['of the Python version', { legacyNodes: ['c'] }],
  ])('%s', async (_, options) => {
    const cluster = await startMesh(options);
    await putMany(cluster, 30);
    await cluster.settle();
    expectSame(cluster, 30);
    const ofBatches = cluster.requests.filter(({ name }) => name === '_batch');
    const taken = ofBatches.filter(({ status }) => status === 200);
    expect(new Set(taken.map(({ to }) => to))).toEqual(new Set(['a', 'b']));
    // Each sender has tried it once at most.
    expect(ofBatches.length - taken.length).toBeLessThanOrEqual(2 * 2);
  });
});
