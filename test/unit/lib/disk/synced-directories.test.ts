import { expect, it } from 'vitest';
import { createSyncedDirectories } from '../../../../lib/disk/synced-directories.ts';

it('syncs once what was not synced, and again what it has forgotten', async () => {
  const calls: string[] = [];
  const { sync, syncOnce } = createSyncedDirectories(
    async (directory) => void calls.push(directory),
  );
  await sync('a');
  await syncOnce('a');
  await syncOnce('b');
  await syncOnce('b');
  expect(calls).toEqual(['a', 'b']);
  for (let count = 0; count < 10_000; count += 1) await sync(`c${count}`);
  await syncOnce('a');
  expect(calls.at(-1)).toBe('a');
});

it('does not remember a sync that failed', async () => {
  let count = 0;
  const { syncOnce } = createSyncedDirectories(async () => {
    count += 1;
    if (count === 1) throw new Error('EIO');
  });
  await expect(syncOnce('a')).rejects.toThrow('EIO');
  await syncOnce('a');
  expect(count).toBe(2);
});
