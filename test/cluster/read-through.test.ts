import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { readNodeStatus } from '../support/cluster/read-node-status.ts';
import {
  type ClusterNode,
  expectConverged,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { type StubPeer, startStubPeer } from '../support/cluster/stub-peer.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { inParallel, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const sha1 = (content: string | Uint8Array): string =>
  createHash('sha1').update(content).digest('hex');
const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const large = Buffer.from(Uint8Array.from({ length: 5_000_000 }, (_, index) => index % 251));

/** Until each node has met its peers: those that were not there when it started are not asked. */
async function untilUp(nodes: readonly ClusterNode[]): Promise<void> {
  const states = async (): Promise<unknown> => {
    const statuses = await Promise.all(nodes.map(readNodeStatus));
    return statuses.flatMap((status) =>
      Object.values(status?.queues ?? {}).map((one) => one.state),
    );
  };
  const peers = nodes.length * (nodes.length - 1);
  await expect.poll(states, withinTheContract).toEqual(Array(peers).fill('up'));
}

test('what was put on one of three nodes is there at once on the others', async () => {
  // A peer that does not respond within two seconds is not waited for: here that is ten.
  const processOptions = () => withShiftedTime({ factor: 0.2 });
  const { nodes } = await startTestCluster('abc', { processOptions });
  await untilUp(nodes);
  const numbers = Array.from({ length: 1000 }, (_, number) => number);
  const statuses = new Map<number, number>();
  const urlOf = (index: number): string => nodes[index % nodes.length]?.url ?? '';
  await inParallel(numbers, 8, async (number) => {
    const content = `content ${number}`;
    const path = await upload({ url: urlOf(number) }, `dir-${number % 7}/${number}.txt`, content);
    const response = await fetch(urlOf(number + 1 + (number % 2)) + path);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    expect(await response.text()).toBe(content);
  });
  expect([...statuses]).toEqual([[200, 1000]]);
  await expectConverged(nodes);
});

test('a large file, and a range of it, is sent on while it is fetched', async () => {
  const cluster = await startTestCluster('abc');
  // Only clients read: nothing is replicated.
  for (const pair of ['ab', 'ac', 'bc', 'cb', 'ca']) {
    cluster.link(pair.charAt(0), pair.charAt(1)).faultOf = ({ method }) =>
      method === 'PUT' ? { kind: 'hold' } : undefined;
  }
  const [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
  await untilUp(cluster.nodes);
  const path = await upload(a, 'large.bin', large);
  const whole = await fetch(b.url + path);
  expect(sha1(new Uint8Array(await whole.arrayBuffer()))).toBe(sha1(large));
  const range = await fetch(c.url + path, { headers: { Range: 'bytes=4999000-' } });
  expect(range.status).toBe(206);
  expect(Buffer.from(await range.arrayBuffer()).equals(large.subarray(4_999_000))).toBe(true);
  for (const { storage } of [b, c]) {
    await expect.poll(() => listStored(storage)).toEqual([path.slice(1)]);
    expect(sha1(await readFile(storage + path))).toBe(sha1(large));
  }
});

/** A peer that says it has every file, and a node that has it for a peer. */
async function startLiar(respond: RequestListener): Promise<{ node: NodeProcess; liar: StubPeer }> {
  const liar = await startStubPeer((request, response) => {
    response.setHeader('X-Cockatiel-Node', '00000000000000aa');
    response.setHeader('X-Cockatiel-Instance', '00000000000000ab');
    const [, hash] = /_([0-9a-f]{40})/u.exec(request.url ?? '') ?? [];
    if (hash !== undefined) response.setHeader('X-Content-SHA1', hash);
    respond(request, response);
  });
  return { liar, node: await startTestNode(['--node', liar.url]) };
}

describe('a peer that', () => {
  const content = 'x'.repeat(3_000_000);
  const name = `file_${nowSeconds()}_${sha1(content)}.txt`;

  test.each([
    ['sends other bytes', (text: string) => text.replace(/x$/u, 'y'), 3_000_000],
    ['sends other bytes of a small file', () => 'y'.repeat(1000), 1000],
    ['breaks off', (text: string) => text.slice(0, 2_000_000), 3_000_000],
    ['breaks off at once', () => '', 3_000_000],
  ])('%s is never believed', async (_, bodyOf, sizeBytes) => {
    const { node } = await startLiar((request, response) => {
      response.setHeader('Content-Length', sizeBytes);
      if (request.method === 'HEAD') return response.end();
      const body = bodyOf(content);
      return body.length === sizeBytes
        ? response.end(body)
        : response.write(body, () => response.destroy());
    });
    const received = await fetch(`${node.url}/${name}`)
      .then(async (response) => `${response.status} ${(await response.arrayBuffer()).byteLength}`)
      .catch((error: Error) => error.message);
    expect(received).toMatch(/^(?:503 \d+|terminated|fetch failed)$/u);
    expect(listStored(node.storage)).toEqual([]);
  });

  // That it is waited for two seconds, and left alone for ten, is tested with virtual time.
  test('does not respond delays a client, and the next ones not at all', async () => {
    const silent = await startStubPeer(() => undefined);
    const node = await startTestNode(['--node', silent.url]);
    const paths = ['0', '1', '2'].map((count) => `/file_${nowSeconds()}_${sha1(count)}.txt`);
    for (const path of paths) expect((await fetch(node.url + path)).status).toBe(404);
    const asked = paths.filter((path) => silent.requests.some((line) => line.endsWith(path)));
    expect(asked).toEqual(paths.slice(0, 1));
  });
});

test('names that do not exist cost the peers a fixed number of requests', async () => {
  const { node, liar } = await startLiar((_, response) => response.writeHead(404).end());
  const begun = performance.now();
  await inParallel(
    Array.from({ length: 5000 }, (_, number) => number),
    8,
    async (number) => {
      const path = `/file_${nowSeconds()}_${sha1(String(number))}.txt`;
      const response = await fetch(node.url + path);
      expect(response.status).toBe(404);
      await response.arrayBuffer();
    },
  );
  const seconds = (performance.now() - begun) / 1000;
  const asked = liar.requests.filter((line) => line.includes('/file_'));
  expect(asked.length).toBeLessThan(200 + 20 * seconds + 1);
  expect(asked.length).toBeGreaterThan(100);
});

test('names from before a comparison that found all equal are not asked for', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  await upload(a, 'file.txt', 'content');
  const inSync = async (): Promise<unknown> => {
    const { queues } = (await (await fetch(`${b.url}/_status`)).json()) as {
      queues: Record<string, { inSync: unknown }>;
    };
    return Object.values(queues)[0]?.inSync;
  };
  await expect.poll(inSync, { timeout: 200_000, interval: 200 }).toBe(true);
  const old = `/old_${nowSeconds() - 3600}_${sha1('old')}.txt`;
  const fresh = `/new_${nowSeconds()}_${sha1('new')}.txt`;
  for (const path of [old, fresh]) expect((await fetch(b.url + path)).status).toBe(404);
  const asked = cluster.link('b', 'a').requests.map(({ path }) => path);
  expect(asked).not.toContain(old);
  expect(asked).toContain(fresh);
});

test('where reading takes a secret, that of the cluster reads too', async () => {
  const directory = await useTestDirectory();
  const secrets = { read: 'r3ad-secret-of-all', write: 'wr1te-secret', cluster: 'clu5ter-secret' };
  const flags: string[] = [];
  for (const [role, secret] of Object.entries(secrets)) {
    const path = join(directory, role);
    await writeFile(path, `${secret.padEnd(16, '.')}\n`, { mode: 0o600 });
    flags.push(`--${role}-secret-file`, path);
  }
  const as = (role: keyof typeof secrets): Record<string, string> => ({
    Authorization: `Bearer ${secrets[role].padEnd(16, '.')}`,
  });
  const way = await startPeerProxy();
  onTestFinished(() => way.close());
  const origin = await startTestNode(flags);
  way.target = origin.url;
  const node = await startTestNode([...flags, '--node', way.url]);
  const uploaded = await fetch(`${origin.url}/file.txt`, {
    method: 'PUT',
    headers: as('write'),
    body: 'content',
  });
  const path = uploaded.headers.get('location') as string;
  expect((await fetch(node.url + path)).status).toBe(401);
  expect((await fetch(node.url + path, { headers: as('write') })).status).toBe(403);
  expect(way.requests.filter((request) => request.path === path)).toEqual([]);
  const response = await fetch(node.url + path, { headers: as('read') });
  expect([response.status, await response.text()]).toEqual([200, 'content']);
});
