import { expect, test } from 'vitest';
import { createDirectoryOrigin } from '../../../../lib/maintenance/directory-origin.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { openTestStorage, storeFile } from '../../../support/disk/open-test-storage.ts';

test('what is no fault of the disk ends the list of files', async () => {
  const mounted = createMemoryDisk().mount();
  await storeFile((await openTestStorage({ files: mounted })) as never, 'file', 'content');
  const files = { ...mounted, stat: () => Promise.reject(new Error('a mistake')) };
  const origin = createDirectoryOrigin(files, undefined as never, {} as never);
  const list = async (): Promise<void> => {
    for await (const _ of origin.files());
  };
  await expect(list()).rejects.toThrow('a mistake');
});
