import { describe, expect, test } from 'vitest';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { beginUpload, fileOf, sendPart, sendTus } from '../support/node/tus.ts';

const content = 'hello, large world';

async function clusterOfTwo(): Promise<MemoryCluster> {
  return await createMemoryCluster({ peers: { a: ['b'], b: ['a'] } });
}

/** Lets the nodes get to know each other. */
async function meet(cluster: MemoryCluster): Promise<void> {
  for (const name of ['a', 'b']) await send(cluster.node(name), 'PUT', '/x', { body: name });
  await cluster.settle();
}

async function statusOf(cluster: MemoryCluster, path: string): Promise<number> {
  return (await sendTus(cluster.node('a'), 'HEAD', path)).status;
}

describe('an upload in a cluster', () => {
  test('goes on at any node, and its file comes to all', async () => {
    const cluster = await clusterOfTwo();
    await meet(cluster);
    const path = await beginUpload(cluster.node('b'), content.length);
    expect((await sendPart(cluster.node('a'), path, 0, 'hello, ')).status).toBe(204);
    expect((await sendPart(cluster.node('b'), path, 7, 'large')).status).toBe(204);
    const last = await sendPart(cluster.node('a'), path, 12, ' world');
    expect(fileOf(last)).toContain(sha1Of(content));
    await cluster.settle();
    for (const name of ['a', 'b']) {
      expect(await (await send(cluster.node(name), 'GET', fileOf(last))).text()).toBe(content);
    }
  });

  test('waits for its node where that is down, or not known yet', async () => {
    const cluster = await clusterOfTwo();
    const path = await beginUpload(cluster.node('b'), content.length);
    expect(await statusOf(cluster, path)).toBe(503);
    await meet(cluster);
    expect(await statusOf(cluster, path)).toBe(200);
    cluster.cut('a', 'b');
    expect(await statusOf(cluster, path)).toBe(503);
    cluster.heal();
    expect(await statusOf(cluster, path)).toBe(200);
  });

  test('is not there where no peer can have it', async () => {
    const cluster = await clusterOfTwo();
    await meet(cluster);
    expect(await statusOf(cluster, `/_tus/${'0'.repeat(16)}-${'1'.repeat(32)}`)).toBe(404);
  });
});
