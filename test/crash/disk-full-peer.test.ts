import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import {
  type ClusterNode,
  expectConverged,
  readQueues,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { listStaged, listStored } from '../support/disk/disk-view.ts';
import { expectWholeFiles } from '../support/disk/expect-whole-files.ts';
import { fillDisk } from '../support/disk/small-disk.ts';
import { smallDiskKinds } from '../support/disk/small-disk-kinds.ts';
import { inParallel, read, remove, upload } from '../support/http/client.ts';

const mebibyte = 1024 * 1024;
const files = 16;

async function queueOf(node: ClusterNode): Promise<PeerReport | undefined> {
  return Object.values(await readQueues(node))[0];
}

/** Waits until the receiver has rejected all of them that it does not have. */
async function expectRefused(sender: ClusterNode, receiver: ClusterNode, all: number) {
  const look = async () => {
    const { length = 0, setAside, lastError } = (await queueOf(sender)) ?? {};
    const missing = all - listStored(receiver.storage).length;
    const isComplete = length === missing && setAside === missing;
    return { isComplete, lastError, staged: listStaged(receiver.storage) };
  };
  await expect.poll(look).toEqual({ isComplete: true, lastError: 'it responded 507', staged: [] });
}

describe.each(smallDiskKinds)('a peer with a full $kind', ({ mount, reason }) => {
  test('gets what it has no free space for later, without a restart', async (ctx) => {
    const disk = await mount(40);
    if (disk === undefined) return ctx.skip(reason);
    const cluster = await startTestCluster('ab', { directories: { b: join(disk, 'b') } });
    const [a, b] = [cluster.node('a'), cluster.node('b')];
    const filler = fillDisk(disk, 8 * mebibyte);
    const paths: string[] = [];
    await inParallel(
      Array.from({ length: files }, (_, file) => file),
      4,
      async (file) => {
        paths.push(await upload(a, `${file}.bin`, Buffer.alloc(mebibyte, `${file} `)));
      },
    );
    await expect.poll(() => listStored(b.storage).length).toBeGreaterThan(3);
    await expect.poll(async () => (await queueOf(a))?.lastError).toBe('it responded 507');
    const held = await expectWholeFiles(b.storage);
    expect(held.length).toBeLessThan(files);

    // What is deleted on one is deleted on the full one too, and frees space there.
    const [gone = '', ...others] = held;
    expect(await remove(a, `/${gone}`)).toBe(200);
    await expect.poll(() => read(b, `/${gone}`)).toBe(404);
    const stillHeld = new Set(listStored(b.storage));
    for (const name of others) expect(stillHeld).toContain(name);

    const rest = fillDisk(disk, 0, 'rest');
    await expectRefused(a, b, files - 1);
    const acknowledged = await expectWholeFiles(b.storage);
    await b.stop('SIGKILL');
    await b.start();
    // The space that the last rejected body left may have been enough for another one.
    expect(await expectWholeFiles(b.storage)).toEqual(expect.arrayContaining(acknowledged));
    expect(await read(b, `/${gone}`)).toBe(404);

    for (const path of [filler, rest]) rmSync(path);
    await expectConverged(cluster.nodes);
    expect(await expectWholeFiles(b.storage)).toHaveLength(files - 1);
    expect(listStaged(b.storage)).toEqual([]);
  });
});
