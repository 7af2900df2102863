import { expect, it } from 'vitest';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';
import { accepted, createTestReplicator, isDown } from '../../../support/node/test-replicator.ts';

/** A replicator whose first files can't be read here, and whose peer can be switched off. */
async function setUp(unreadable: number, readable: number) {
  const { ctx, storageDisk, logLines } = await createTestContext();
  const uploads = entries(unreadable);
  for (const { name } of uploads) storageDisk.write(name, 'rotten');
  const deletions = Array.from({ length: readable }, (_, index): JournalEntry => {
    const [entry] = entries(1) as [JournalEntry];
    const name = entry.name.replace('file-0', `gone-${index}`) as JournalEntry['name'];
    return { ...entry, op: 'DELETE', name, sequence: unreadable + index + 1 };
  });
  const queue = queueOver([...uploads, ...deletions]);
  const peer = { isThere: false };
  const link = {
    async send(request: { body?: { read(): Promise<unknown> } }) {
      if (!peer.isThere) throw systemError('ECONNREFUSED', 'peer');
      await request.body?.read();
      return accepted;
    },
  };
  const replicator = createTestReplicator({ link, queue, ctx });
  return { replicator, queue, peer, logLines };
}

it("a peer that is back gets all that can be read, whatever can't be", async () => {
  const { replicator, queue, peer } = await setUp(20, 3);
  for (let count = 0; count < 30; count += 1) await isDown(replicator);
  peer.isThere = true;
  await isDown(replicator);
  expect(queue.length).toBe(20);
});

it('an unreadable journal does not hold up the operations read earlier', async () => {
  const { replicator, queue, peer, logLines } = await setUp(0, 3);
  for (let count = 0; count < 5; count += 1) await isDown(replicator);
  expect(queue.deferredCount).toBe(3);
  queue.nextFresh = async () => {
    throw systemError('EIO', 'journal');
  };
  peer.isThere = true;
  await replicator.drain(() => new Promise(() => undefined)).catch(() => undefined);
  expect(queue.length).toBe(0);
  expect(logLines.filter(({ level }) => level === 'error').length).toBeGreaterThan(0);
});

it('an unreadable journal of which nothing was read before is reported', async () => {
  const { replicator, queue } = await setUp(0, 3);
  await isDown(replicator);
  queue.nextDeferred = () => undefined;
  Object.defineProperty(queue, 'deferredCount', { value: 0 });
  queue.nextFresh = async () => {
    throw systemError('EIO', 'journal');
  };
  await expect(replicator.drain(() => new Promise(() => undefined))).rejects.toThrow('EIO');
});
