import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type ClusterNode,
  expectConverged,
  readQueues,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { inParallel } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';

interface Outcome {
  readonly status: number;
  readonly copies: string | null;
  readonly applied: string | null;
  /** The stored name. */
  readonly name: string;
}

interface Wanted {
  readonly copies: number;
  readonly waitSeconds: number;
  readonly signal?: AbortSignal;
}

/** Uploads a file of this name and content, which is to be on so many nodes. */
async function upload(node: { url: string }, name: string, wanted: Wanted): Promise<Outcome> {
  const { copies, waitSeconds, signal } = wanted;
  const response = await fetch(`${node.url}/${name}`, {
    method: 'PUT',
    body: name,
    redirect: 'manual',
    headers: { 'Cockatiel-Copies': String(copies), Prefer: `wait=${waitSeconds}` },
    ...(signal && { signal }),
  });
  const { status, headers } = response;
  return {
    status,
    copies: headers.get('Cockatiel-Copies'),
    applied: headers.get('Preference-Applied'),
    name: headers.get('Location')?.slice(1) ?? '',
  };
}

/** How many nodes have a file, as one of them says. */
async function copiesOf(node: { url: string }, name: string): Promise<string | null> {
  const headers = { 'Cockatiel-Copies': '?' };
  const response = await fetch(`${node.url}/${name}`, { method: 'HEAD', headers });
  return response.headers.get('Cockatiel-Copies');
}

/** The nodes on whose disks a file is at this moment, with its content. */
function nodesWith(nodes: readonly ClusterNode[], name: string, content: string): string {
  const holders = nodes.filter(({ storage }) => {
    const path = join(storage, name);
    return existsSync(path) && readFileSync(path, 'utf8') === content;
  });
  return holders.map((node) => node.name).join('');
}

/** Waits until a node takes both of its peers for ones that are there. */
async function untilBothAreUp(node: ClusterNode): Promise<void> {
  const readStates = async () => Object.values(await readQueues(node)).map(({ state }) => state);
  await expect.poll(readStates).toEqual(['up', 'up']);
}

test('a 201 for three copies comes when all three disks have the file', async () => {
  const { nodes } = await startTestCluster('abc');
  const numbers = Array.from({ length: 50 }, (_, number) => number);
  await inParallel(numbers, 8, async (number) => {
    const node = nodes[number % 3] as ClusterNode;
    const sent = await upload(node, `${number}.txt`, { copies: 3, waitSeconds: 30 });
    const holders = nodesWith(nodes, sent.name, `${number}.txt`);
    expect({ ...sent, holders }).toMatchObject({
      status: 201,
      copies: '3',
      applied: 'wait=30',
      holders: 'abc',
    });
  });
  for (const node of nodes) {
    for (const name of listStored(node.storage).slice(0, 3)) {
      await expect.poll(() => copiesOf(node, name), withinTheContract).toBe('3');
    }
  }
});

describe('with one of three nodes away', () => {
  test('an upload is a 202 with two copies, and gets to the third later', async () => {
    const cluster = await startTestCluster('abc');
    const [a, c] = [cluster.node('a'), cluster.node('c')];
    await untilBothAreUp(a);
    await c.stop();
    const sent = await upload(a, 'file.txt', { copies: 3, waitSeconds: 5 });
    expect(sent).toMatchObject({ status: 202, copies: '2', applied: 'wait=5' });
    expect(nodesWith(cluster.nodes, sent.name, 'file.txt')).toBe('ab');
    // A peer that takes its time to say whether it has the file does not count.
    await expect.poll(() => copiesOf(a, sent.name)).toBe('2');
    expect(await upload(a, 'two.txt', { copies: 2, waitSeconds: 30 })).toMatchObject({
      status: 201,
      copies: '2',
    });

    await c.start();
    await expectConverged(cluster.nodes);
    // A peer that did not respond is left alone for a while.
    await expect.poll(() => copiesOf(a, sent.name), withinTheContract).toBe('3');
  });

  test('many wait at once for one that is cut off, until it is back', async () => {
    const cluster = await startTestCluster('abc');
    const a = cluster.node('a');
    await untilBothAreUp(a);
    for (const other of ['a', 'b']) cluster.partition(other, 'c');
    const names = Array.from({ length: 200 }, (_, number) => `${number}.txt`);
    const uploads = names.map((name) => upload(a, name, { copies: 3, waitSeconds: 30 }));
    await expect.poll(() => listStored(a.storage).length, withinTheContract).toBe(names.length);
    // A client that wants nothing of the kind waits for none of them.
    expect((await fetch(`${a.url}/plain.txt`, { method: 'PUT', body: 'x' })).status).toBe(201);
    for (const other of ['a', 'b']) cluster.heal(other, 'c');
    for (const sent of await Promise.all(uploads)) {
      expect(sent).toMatchObject({ status: 201, copies: '3' });
    }
  });

  test('a client that goes away in the middle leaves its file, and nobody waiting', async () => {
    const cluster = await startTestCluster('abc', { args: ['--max-requests', '8'] });
    const [a, c] = [cluster.node('a'), cluster.node('c')];
    await c.stop();
    const client = new AbortController();
    const { signal } = client;
    const sent = ['1', '2'].map((name) =>
      upload(a, name, { copies: 3, waitSeconds: 30, signal }).catch((error) => error.name),
    );
    await expect
      .poll(() => listStored(cluster.node('b').storage).length, withinTheContract)
      .toBe(2);
    // A quarter of eight may wait.
    const more = () => upload(a, `${performance.now()}`, { copies: 3, waitSeconds: 1 });
    expect((await more()).applied).toBe('wait=0');
    client.abort();
    expect(await Promise.all(sent)).toEqual(['AbortError', 'AbortError']);
    await expect.poll(async () => (await more()).applied, withinTheContract).toBe('wait=1');
    await c.start();
    await expectConverged(cluster.nodes);
  });

  test('a node that stops lets nobody wait', async () => {
    // Half a minute of it is five minutes.
    const slow = withShiftedTime({ factor: 0.1 });
    const cluster = await startTestCluster('abc', {
      processOptions: (name) => (name === 'a' ? slow : {}),
    });
    const [a, c] = [cluster.node('a'), cluster.node('c')];
    await c.stop();
    const waiting = upload(a, 'file.txt', { copies: 3, waitSeconds: 30 });
    await expect.poll(() => listStored(a.storage).length, withinTheContract).toBe(1);
    let status: unknown;
    void a.stop().then((exit) => {
      status = exit;
    });
    await expect.poll(() => status).toBe(0);
    expect((await waiting).status).toBe(202);
  });
});

test('a file that two nodes have outlives the one that took it', async () => {
  const cluster = await startTestCluster('abc');
  const [a, others] = [cluster.node('a'), ['b', 'c'].map((name) => cluster.node(name))];
  for (let round = 0; round < 10; round += 1) {
    const name = `${round}.txt`;
    const sent = await upload(a, name, { copies: 2, waitSeconds: 30 });
    await a.stop('SIGKILL');
    expect(sent).toMatchObject({ status: 201 });
    expect(nodesWith(others, sent.name, name)).not.toBe('');
    await a.start();
  }
});
