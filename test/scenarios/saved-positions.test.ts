import { expect, test } from 'vitest';
import { atEveryDiskCall, clearFault, type Fault, injectFault } from '../support/disk/faults.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import type { MemoryCluster } from '../support/node/memory-cluster-options.ts';
import { send } from '../support/node/send.ts';

/** Enough for several segments, of which the first is needed only for the deferred operation. */
const uploads = 40;

/** Two nodes, of which the second has accepted all but the first upload, which it rejects for now. */
async function clusterWithRefusal(): Promise<MemoryCluster> {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
  cluster.node('b').storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'makeDirectory' && path === 'bad') throw systemError('EACCES', path);
  };
  await send(cluster.node('a'), 'PUT', '/bad/file', { body: 'refused' });
  for (let count = 0; count < uploads; count += 1) {
    await send(cluster.node('a'), 'PUT', `/${count}`, { body: 'taken' });
  }
  await cluster.turn();
  return cluster;
}

test.each<[Fault, 'restartAfterKill' | 'restartAfterCrash']>([
  ['kill', 'restartAfterKill'],
  ['crash', 'restartAfterCrash'],
  ['EIO', 'restartAfterKill'],
  ['EIO', 'restartAfterCrash'],
  ['ENOSPC', 'restartAfterKill'],
])(
  'what a peer rejected is not forgotten when positions are saved with %s, then %s',
  async (fault, restart) => {
    await atEveryDiskCall(async (nth) => {
      const cluster = await clusterWithRefusal();
      const node = cluster.node('a');
      const outcome = injectFault(node, fault, nth);
      await node.cluster.save().catch(() => undefined);
      clearFault(node);
      if (fault === 'EIO' || fault === 'ENOSPC') await node.cluster.save();
      await cluster.restart('a', restart);
      cluster.node('b').storageDisk.intercept = () => undefined;
      await cluster.settle();
      expect(cluster.stored('b')).toHaveLength(uploads + 1);
      return outcome.met !== undefined;
    });
  },
);

test('what a peer rejected is saved again when somebody removed peers.json', async () => {
  const cluster = await clusterWithRefusal();
  await cluster.node('a').cluster.save();
  cluster.node('a').queueDisk.wipe('peers.json');
  await cluster.node('a').cluster.save();
  await cluster.restart('a', 'restartAfterKill');
  cluster.node('b').storageDisk.intercept = () => undefined;
  await cluster.settle();
  expect(cluster.stored('b')).toHaveLength(uploads + 1);
});
