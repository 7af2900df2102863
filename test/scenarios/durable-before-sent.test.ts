import { expect, it } from 'vitest';
import { deliver } from '../../lib/delivery/deliver.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { DiskCall } from '../support/disk/disk-session.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { createTestPeer } from '../support/node/create-test-peer.ts';
import { send } from '../support/node/send.ts';

const response = { status: 201, nodeId: '00000000000000aa', instance: '00000000000000a1' };

/** The directories that a node syncs from now on. */
function watchSyncs(node: Awaited<ReturnType<typeof createTestContext>>): string[] {
  const synced: string[] = [];
  node.storageDisk.intercept = ({ operation, path }: DiskCall) => {
    if (operation === 'syncDirectory') synced.push(path);
  };
  return synced;
}

// Simulation: a node was killed between the rename of an upload and the sync of its directory. It
// found the file at its start, sent it to a peer that then knew it had it, and lost it with the
// power.
it('a file stored before the last restart is made durable before it is sent to a peer', async () => {
  const first = await createTestContext();
  const upload = await send(first, 'PUT', '/d/file.txt', { body: 'content' });
  const name = decodeURIComponent(upload.headers.get('location') ?? '').slice(1) as StoredName;
  const node = await first.restartAfterKill();
  const synced = watchSyncs(node);
  const peer = createTestPeer(async () => response);
  const operation = { op: 'PUT', name, seconds: 1 } as const;
  await deliver(operation, peer, node.ctx);
  expect(synced).toEqual(['d']);
  await deliver(operation, peer, node.ctx);
  expect(synced).toEqual(['d']);
});

it('making a file durable whose directory is gone does nothing', async () => {
  const { ctx } = await createTestContext();
  await ctx.storage.ensureDurable(`gone/file_1_${'0'.repeat(40)}` as StoredName);
  expect(await ctx.storage.open(`gone/file_1_${'0'.repeat(40)}` as StoredName)).toBeUndefined();
});
