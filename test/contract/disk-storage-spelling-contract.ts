import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { FileStorage } from '../../lib/storage/file-storage.ts';
import {
  deep,
  expectNestedFiles,
  photo,
  readStored,
  thumb,
  thumbPath,
} from '../support/disk/nested-files.ts';
import {
  type DiskHarness,
  nameOf,
  openTestStorage,
  storeFile,
} from '../support/disk/open-test-storage.ts';
import { readSmallFile } from '../support/disk/small-files.ts';

/**
 * What a storage over a `FileSystem` promises of directories that are called like stored files; run
 * over each of them.
 */
export function diskStorageSpellingContract(openHarness: () => Promise<DiskHarness>): void {
  let harness: DiskHarness;
  let storage: FileStorage;

  beforeEach(async () => {
    harness = await openHarness();
    storage = await openTestStorage(harness);
  });

  const store = (path: string, content: string): Promise<StoredName> =>
    storeFile(storage, path, content);

  const read = (name: StoredName): Promise<string | undefined> => readStored(storage, name);
  const expectAll = (): Promise<void> => expectNestedFiles(storage);

  describe('a directory that is called like a stored file', () => {
    it.each([
      [[photo, thumb, deep]],
      [[photo, deep, thumb]],
      [[thumb, photo, deep]],
      [[thumb, deep, photo]],
      [[deep, photo, thumb]],
      [[deep, thumb, photo]],
    ])('exists beside that file, in whatever order they are stored (%#)', async (order) => {
      const contents = new Map([
        [photo, ['a/photo.jpg', 'photo']],
        [thumb, [`${photo}/thumb.jpg`, 'thumb']],
        [deep, [`${thumb}/b/deep.jpg`, 'deep']],
      ]);
      for (const name of order) {
        const [path, content] = contents.get(name) as [string, string];
        expect(await storage.stateOf(name)).toBe('absent');
        await store(path, content);
        expect(await storage.stateOf(name)).toBe('committed');
      }
      await expectAll();
      expect(await readSmallFile(harness.files, thumbPath)).toBe('thumb');
    });

    it('is removed with its last file, and the file of its name stays', async () => {
      await store('a/photo.jpg', 'photo');
      await store(`${photo}/thumb.jpg`, 'thumb');
      expect(await storage.remove(thumb)).toBe(true);
      expect(await storage.remove(thumb)).toBe(false);
      expect(await harness.files.list('a')).toEqual([photo.slice(2)]);
      expect(await read(photo)).toBe('photo');
    });

    it('stays when the file of its name is removed', async () => {
      await store('a/photo.jpg', 'photo');
      await store(`${photo}/thumb.jpg`, 'thumb');
      expect(await storage.remove(photo)).toBe(true);
      expect([await read(photo), await read(thumb)]).toEqual([undefined, 'thumb']);
    });

    it('differs from the one that is called like its spelling on disk', async () => {
      const escaped = nameOf(`${photo}~.d/thumb.jpg`, 'thumb');
      await store(`${photo}/thumb.jpg`, 'thumb');
      expect(await read(escaped)).toBeUndefined();
      expect(await storage.remove(escaped)).toBe(false);
      await store(`${photo}~.d/thumb.jpg`, 'thumb');
      expect(await storage.remove(thumb)).toBe(true);
      expect([await read(thumb), await read(escaped)]).toEqual([undefined, 'thumb']);
    });
  });
}
