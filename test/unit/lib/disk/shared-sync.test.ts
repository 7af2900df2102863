import { expect, it } from 'vitest';
import { createNodeHealth } from '../../../../lib/disk/node-health.ts';
import { createSharedSync } from '../../../../lib/disk/shared-sync.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { writeSmallFile } from '../../../support/disk/small-files.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const health = createNodeHealth(silentLog).watch('storage');

it('a sync covers what was there when it was asked for, also during another sync', async () => {
  const disk = createMemoryDisk();
  const files = disk.mount();
  const sync = createSharedSync(files, health);
  const before = sync('');
  await writeSmallFile(files, 'new', '');
  await Promise.all([before, sync(''), sync('')]);
  disk.crash();
  expect(disk.paths()).toEqual(['new']);
});

it('a sync that fails does not spoil the next', async () => {
  const disk = createMemoryDisk();
  const sync = createSharedSync(disk.mount(), health);
  disk.intercept = ({ path }) => {
    throw systemError('EIO', path);
  };
  await expect(sync('')).rejects.toMatchObject({ code: 'EIO' });
  disk.intercept = () => undefined;
  await expect(sync('')).resolves.toBeUndefined();
});

it('directories do not wait for each other', async () => {
  const disk = createMemoryDisk();
  const files = disk.mount();
  await files.makeDirectory('stuck');
  disk.intercept = ({ path }) =>
    path === 'stuck' ? new Promise<never>(() => undefined) : undefined;
  const sync = createSharedSync(files, health);
  void sync('stuck');
  await expect(sync('')).resolves.toBeUndefined();
});
