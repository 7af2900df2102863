import { expect, it } from 'vitest';
import { warnings } from '../../../support/node/memory-cluster.ts';
import {
  diskWith,
  fileOf,
  passMs,
  startTestScrub,
  storedPaths,
} from '../../../support/node/start-test-scrub.ts';

it('a file that is read as corrupt once stays where it is', async () => {
  const name = fileOf('content');
  const node = await startTestScrub({
    storageDisk: diskWith(['content']),
    // The cable is plugged in again.
    fetch: async (_name, { storageDisk }) => storageDisk.flip(name, 0),
  });
  node.storageDisk.flip(name, 0);
  await node.timers.pass(passMs);
  expect(storedPaths(node)).toEqual([name]);
  expect(node.ctx.inventory.stored.size).toBe(1);
  expect(node.ctx.storage.quarantined.report()).toMatchObject({ found: 0, kept: 0 });
  expect(warnings(node)).toContain(
    'a file that was read as corrupt is intact; the disk had returned other bytes',
  );
  expect(node.storageDisk.openFileCount).toBe(0);
});
