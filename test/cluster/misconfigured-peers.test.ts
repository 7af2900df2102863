import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLegacyPeer } from '../support/cluster/legacy-peer.ts';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import {
  expectConverged,
  pendingOf,
  readQueues,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { inParallel, read, upload } from '../support/http/client.ts';
import { findHaproxy } from '../support/http/start-haproxy.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const names = (many: number, before: string): string[] =>
  Array.from({ length: many }, (_, file) => `${before}-${file}.txt`);

/** Uploads files whose content is their name; returns their paths with that content. */
async function uploadAll(
  node: { url: string },
  files: readonly string[],
): Promise<[string, string][]> {
  const paths: [string, string][] = [];
  await inParallel(files, 4, async (name) => {
    paths.push([await upload(node, name, name), name]);
  });
  return paths;
}

async function expectAll(
  node: { url: string },
  paths: readonly (readonly [string, string])[],
): Promise<void> {
  for (const [path, content] of paths) expect(await read(node, path)).toBe(content);
}

async function problems(node: { url: string }): Promise<(string | null)[]> {
  return Object.values(await readQueues(node)).map(({ problem }) => problem);
}

function errorLines(node: { output(): string }): string[] {
  return node
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":"error"'));
}

test('a copied machine behind a common neighbour gets everything, and is logged', async () => {
  const cluster = await startTestCluster('acb', { pairs: ['ac', 'cb'] });
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await b.stop();
  await copyFile(join(a.queue, 'node-id'), join(b.queue, 'node-id'));
  await b.start();
  const paths: [string, string][] = [];
  for (const round of [1, 2, 3]) {
    paths.push(...(await uploadAll(a, names(5, `a${round}`))));
    paths.push(...(await uploadAll(b, names(5, `b${round}`))));
    await expectConverged(cluster.nodes);
  }
  for (const node of [a, b, c]) await expectAll(node, paths);
  for (const problem of await problems(c)) expect(problem).toMatch(/remove the file node-id/u);
  expect(errorLines(c.process).length).toBeGreaterThan(0);
  expect(errorLines(c.process).length).toBeLessThanOrEqual(4);
});

test('a wrong path in --node copies nothing, and is logged', async () => {
  const ways = await Promise.all(['a', 'b', 'c'].map(() => startPeerProxy()));
  const [a, b, c] = ways.map(({ url }) => url) as [string, string, string];
  const peersOf = [
    [`${b}/files`, c],
    [a, c],
    [a, b],
  ];
  const nodes: NodeProcess[] = [];
  for (const [index, peers] of peersOf.entries()) {
    const node = await startTestNode(peers.flatMap((url) => ['--node', url]));
    nodes.push(node);
    (ways[index] as { target: string | undefined }).target = node.url;
  }
  const paths = await uploadAll(nodes[0] as NodeProcess, names(20, 'file'));
  for (const node of nodes) {
    await expect
      .poll(async () => (await readdir(node.storage)).length, withinTheContract)
      .toBe(20 + 1);
    await expectAll(node, paths);
    expect(await readdir(node.storage)).not.toContain('files');
  }
  const [first] = nodes as [NodeProcess];
  const report = async () => (await readQueues(first))[`${b}/files`];
  await expect.poll(async () => (await report())?.problem, withinTheContract).toMatch(/path/u);
  expect(await report()).toMatchObject({ length: 20, lastSuccess: null });
});

test('a wrong path to a node of the Python version gets no more than a window', async () => {
  const legacy = await startLegacyPeer('honours');
  const url = `${legacy.url}/files`;
  const node = await startTestNode(['--node', url]);
  await uploadAll(node, names(40, 'file'));
  const report = async () => (await readQueues(node))[url];
  await expect.poll(async () => (await report())?.problem, withinTheContract).toMatch(/path/u);
  await expect.poll(async () => (await report())?.state, withinTheContract).toBe('down');
  expect(legacy.files.size).toBeLessThanOrEqual(16);
  expect(await report()).toMatchObject({ length: 40, lastSuccess: null });
});

test('a balancer over all nodes leaves all operations pending, and the operator is warned', async (ctx) => {
  const balancer = await findHaproxy(ctx);
  const directories = await Promise.all(['a', 'b', 'c'].map(() => useTestDirectory()));
  const start = (peers: readonly string[], at: number): Promise<NodeProcess> =>
    startTestNode(
      peers.flatMap((url) => ['--node', url]),
      directories[at],
    );
  const nodes = await Promise.all(directories.map((_, at) => start([balancer.url], at)));
  const servers = nodes.map(({ port }) => `server n${port} 127.0.0.1:${port}`);
  await balancer.start('balance roundrobin', 'http-reuse never', ...servers);
  const paths: [string, string][] = [];
  for (const node of nodes) paths.push(...(await uploadAll(node, names(15, `from-${node.port}`))));
  for (const node of nodes) {
    await expect
      .poll(async () => await problems(node), withinTheContract)
      .toEqual([expect.stringMatching(/Several nodes respond|leads back to this node/u)]);
    expect(errorLines(node).length).toBeGreaterThan(0);
    await expect.poll(() => pendingOf(node), withinTheContract).toBeGreaterThanOrEqual(15);
  }

  for (const node of nodes) expect(await node.stop()).toBe(0);
  // As the warning says: each node by its own address.
  const ways = await Promise.all(nodes.map(() => startPeerProxy()));
  const mended: NodeProcess[] = [];
  for (const at of nodes.keys()) {
    const peers = ways.filter((_, other) => other !== at).map(({ url }) => url);
    mended.push(await start(peers, at));
  }
  for (const [at, way] of ways.entries()) way.target = mended[at]?.url;
  for (const node of mended) await expect.poll(() => pendingOf(node), withinTheContract).toBe(0);
  for (const node of mended) await expectAll(node, paths);
});
