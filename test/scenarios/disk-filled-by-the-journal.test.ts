import { expect, it } from 'vitest';
import type { MemoryDisk } from '../support/disk/memory-disk.ts';
import type { TestContext } from '../support/node/create-test-context.ts';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import { send } from '../support/node/send.ts';

const deletions = 8;
/** Enough for several segments of the journal beside the ballast. */
const capacityBytes = 20_000;

/** Uploads until the queue's disk is full, but for so much; returns the paths that were stored. */
async function fillJournal(node: TestContext, bytesLeft: number): Promise<string[]> {
  node.queueDisk.capacityBytes = capacityBytes;
  const stored: string[] = [];
  for (;;) {
    const response = await send(node, 'PUT', `/${stored.length}`, { body: 'content' });
    if (response.status === 507) break;
    expect(response.status).toBe(201);
    stored.push(response.headers.get('location') ?? '');
    const last = stored.at(-1) ?? '';
    if (stored.length <= deletions) await send(node, 'DELETE', last);
  }
  node.queueDisk.capacityBytes = usedBytes(node.queueDisk) + bytesLeft;
  return stored;
}

function usedBytes(disk: MemoryDisk): number {
  return disk.paths().reduce((sum, path) => sum + (disk.read(path)?.length ?? 0), 0);
}

function countSegments({ queueDisk }: TestContext): number {
  return queueDisk.paths().filter((path) => path.startsWith('journal/')).length;
}

// With 150 the positions of the peers fit, and the names for the deletion log do not.
it.each([0, 150])(
  'a disk filled but for %i bytes with what is pending for a peer has space once the peer has it',
  async (bytesLeft) => {
    const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
    const node = cluster.node('a');
    cluster.cut('a', 'b');
    const stored = await fillJournal(node, bytesLeft);
    const [gone, kept] = [stored.slice(0, deletions), stored.slice(deletions)];
    expect(countSegments(node)).toBe(8);
    cluster.heal();
    await cluster.settle();
    expect(countSegments(node)).toBe(1);
    expect((await send(node, 'PUT', '/again', { body: 'content' })).status).toBe(201);
    await cluster.settle();

    await cluster.restart('a', 'restartAfterCrash');
    expect(cluster.stored('a')).toHaveLength(kept.length + 1);
    expect(cluster.stored('b')).toEqual(cluster.stored('a'));
    for (const path of gone) {
      expect((await send(cluster.node('a'), 'GET', path)).status).toBe(404);
    }
  },
);
