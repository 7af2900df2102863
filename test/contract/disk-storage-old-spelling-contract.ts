import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidNameError } from '../../lib/errors/domain-errors.ts';
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
import { readSmallFile, writeSmallFile } from '../support/disk/small-files.ts';

/**
 * What a storage over a `FileSystem` promises of directories that are called like stored files and
 * spelled so on disk, as version 1.0.0 left them; run over each of them.
 */
export function diskStorageOldSpellingContract(openHarness: () => Promise<DiskHarness>): void {
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

  /** Puts a file there as version 1.0.0 spelled it. */
  async function plant(name: string, content: string): Promise<void> {
    const segments = name.split('/');
    for (const end of segments.keys()) {
      if (end > 0) await harness.files.makeDirectory(segments.slice(0, end).join('/'));
    }
    await writeSmallFile(harness.files, name, content);
  }

  describe('a directory in the old spelling', () => {
    it('has files that are read, found intact, adopted and removed', async () => {
      await plant(thumb, 'thumb');
      expect(await read(thumb)).toBe('thumb');
      expect(await storage.stateOf(thumb)).toBe('intact');
      await storage.adopt(thumb);
      expect(await storage.stateOf(thumb)).toBe('committed');
      await storage.ensureDurable(thumb);
      expect(await readSmallFile(harness.files, thumbPath)).toBe('thumb');
      expect(await harness.files.list('a')).toEqual([`${photo.slice(2)}~.d`]);
      expect(await storage.remove(thumb)).toBe(true);
      expect(await harness.files.list('')).toEqual(['.cockatiel']);
    });

    it('is removed with its last file', async () => {
      await plant(deep, 'deep');
      await storage.ensureDurable(deep);
      expect(await storage.remove(deep)).toBe(true);
      expect(await harness.files.list('')).toEqual(['.cockatiel']);
    });

    it('is not served as the file of its name', async () => {
      await plant(thumb, 'thumb');
      expect(await storage.stateOf(photo)).toBe('absent');
      expect(await read(photo)).toBeUndefined();
      expect(await storage.remove(photo)).toBe(false);
      expect(await read(thumb)).toBe('thumb');
    });

    it('is moved for the file of its name, with all that is in it', async () => {
      await plant(deep, 'deep');
      await store('a/photo.jpg', 'photo');
      expect(await read(deep)).toBe('deep');
      await store(`${photo}/thumb.jpg`, 'thumb');
      await expectAll();
      expect(await harness.files.list('a')).toEqual([photo.slice(2), `${photo.slice(2)}~.d`]);
      const [file, directory] = [thumbPath, `${thumbPath}~.d`];
      expect(await readSmallFile(harness.files, file)).toBe('thumb');
      expect(await harness.files.list(directory)).toEqual(['b']);
    });

    it('is merged into the one in the new spelling', async () => {
      const sides = [nameOf(`${photo}/plain/old`, 'old'), nameOf(`${photo}/plain/new`, 'new')];
      await plant(sides[0] as string, 'old');
      await plant(deep, 'deep');
      await store(`${photo}/plain/new`, 'new');
      await store(`${photo}/thumb.jpg`, 'thumb');
      await store('a/photo.jpg', 'photo');
      await expectAll();
      expect([await read(sides[0] as StoredName), await read(sides[1] as StoredName)]).toEqual([
        'old',
        'new',
      ]);
      expect(await harness.files.list('a')).toEqual([photo.slice(2), `${photo.slice(2)}~.d`]);
    });

    it('is moved inside one that is merged into the new spelling', async () => {
      // A file in the old spelling below its photo's, and a directory of its name in the new one.
      await plant(thumb, 'thumb');
      await plant(deep.replace('.jpg/', '.jpg~.d/'), 'deep');
      await store('a/photo.jpg', 'photo');
      await expectAll();
      expect(await harness.files.list(thumbPath)).toEqual([]);
      expect(await harness.files.list(`${thumbPath}~.d`)).toEqual(['b']);
    });

    it('is moved for a file in the old spelling that is adopted', async () => {
      await plant(thumb, 'thumb');
      await plant(deep.replace('.jpg/', '.jpg~.d/'), 'deep');
      await storage.adopt(thumb);
      expect([await read(thumb), await read(deep)]).toEqual(['thumb', 'deep']);
    });

    it('keeps the newer of two copies, and the older one does not come back', async () => {
      await plant(thumb, 'rotten');
      expect(await storage.stateOf(thumb)).toBe('corrupt');
      await store(`${photo}/thumb.jpg`, 'thumb');
      await store('a/photo.jpg', 'photo');
      expect([await read(photo), await read(thumb)]).toEqual(['photo', 'thumb']);
      expect(await storage.remove(thumb)).toBe(true);
      expect([await read(photo), await read(thumb)]).toEqual(['photo', undefined]);
    });

    it('is removed in both spellings at once', async () => {
      await plant(thumb, 'rotten');
      await store(`${photo}/thumb.jpg`, 'thumb');
      expect(await storage.remove(thumb)).toBe(true);
      expect(await harness.files.list('')).toEqual(['.cockatiel']);
    });

    it('is removed when it is empty', async () => {
      await harness.files.makeDirectory('a');
      await harness.files.makeDirectory(photo);
      await store('a/photo.jpg', 'photo');
      expect(await harness.files.list('a')).toEqual([photo.slice(2)]);
    });

    it('stays where it is when its new name is too long', async () => {
      const long = nameOf(`${'x'.repeat(209)}.j`, 'long');
      expect(long).toHaveLength(255);
      const inside = nameOf(`${long}/${photo}/inside`, 'inside');
      expect(await read(inside)).toBeUndefined();
      await plant(inside, 'inside');
      expect(await read(inside)).toBe('inside');
      expect(await read(nameOf(`${long}/other`, 'other'))).toBeUndefined();
      await expect(store(`${long}/other`, 'other')).rejects.toThrow(InvalidNameError);
      await expect(store(`${'x'.repeat(209)}.j`, 'long')).rejects.toThrow(InvalidNameError);
      expect(await storage.remove(nameOf(`${long}/other`, 'other'))).toBe(false);
      expect(await storage.remove(inside)).toBe(true);
      expect(await harness.files.list('')).toEqual(['.cockatiel']);
    });
  });
}
