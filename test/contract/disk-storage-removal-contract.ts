import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { FileStorage } from '../../lib/storage/file-storage.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import {
  type DiskHarness,
  nameOf,
  openTestStorage,
  storeFile,
} from '../support/disk/open-test-storage.ts';
import { readSmallFile } from '../support/disk/small-files.ts';
import { bodyOf } from '../support/http/body-of.ts';

/**
 * What a storage over a `FileSystem` promises when files and directories go; run over each of them.
 */
export function diskStorageRemovalContract(openHarness: () => Promise<DiskHarness>): void {
  let harness: DiskHarness;
  let storage: FileStorage;
  const name = nameOf('a/b/file.txt', 'content');

  beforeEach(async () => {
    harness = await openHarness();
    storage = await openTestStorage(harness);
  });

  const stage = (content: string): Promise<StagedFile> =>
    storage.stage(bodyOf(content), Number.POSITIVE_INFINITY);
  const listRoot = (): Promise<readonly string[]> => harness.files.list('');
  const store = (path: string, content: string): Promise<StoredName> =>
    storeFile(storage, path, content);

  describe('removing', () => {
    it('a file is removed once, and the directories that it leaves empty', async () => {
      await store('a/b/file.txt', 'content');
      expect(await storage.remove(name)).toBe(true);
      expect(await storage.remove(name)).toBe(false);
      expect(await storage.stateOf(name)).toBe('absent');
      expect(await listRoot()).toEqual(['.cockatiel']);
    });

    it('a directory stays that holds another file', async () => {
      await store('a/b/file.txt', 'content');
      const other = await store('a/other.txt', 'other');
      await storage.remove(name);
      expect(await harness.files.list('a')).toEqual([other.slice(2)]);
    });

    it('a directory stays that an upload is about to use', async () => {
      await store('a/b/file.txt', 'content');
      const staged = await stage('more');
      await staged.prepare(nameOf('a/b/more.txt', 'more'));
      await storage.remove(name);
      await staged.commit({ replacing: 'absent' });
      await staged.dispose();
      expect(await storage.stateOf(nameOf('a/b/more.txt', 'more'))).toBe('committed');
    });

    it('concurrent uploads and deletions in one directory all succeed', async () => {
      const words = Array.from({ length: 8 }, (_, index) => `word ${index}`);
      await Promise.all(
        words.map(async (word) => {
          const stored = await store('a/b/c/file.txt', word);
          await storage.remove(stored);
          await store('a/b/file.txt', word);
          await storage.remove(nameOf('a/b/file.txt', word));
        }),
      );
      expect(await listRoot()).toEqual(['.cockatiel']);
    });
  });

  describe('directories that vanish while the node runs', () => {
    it.each(['', 'a', 'a/b', '.cockatiel'])(
      '"%s" is made again for the next upload',
      async (path) => {
        await store('a/b/file.txt', 'content');
        await harness.wipe(path);
        await store('a/b/new.txt', 'new');
        await store('a/b/c/newer.txt', 'newer');
        expect(await storage.stateOf(nameOf('a/b/new.txt', 'new'))).toBe('committed');
        expect(await storage.stateOf(nameOf('a/b/c/newer.txt', 'newer'))).toBe('committed');
      },
    );

    it('the directory of an upload is made again when it vanishes below it', async () => {
      const staged = await stage('content');
      await staged.prepare(name);
      await harness.wipe('a');
      await staged.commit({ replacing: 'absent' });
      await staged.dispose();
      expect(await readSmallFile(harness.files, name)).toBe('content');
    });

    it('a new directory below one that vanished is made with its parents', async () => {
      await store('a/b/file.txt', 'content');
      await harness.wipe('');
      await store('a/b/c/new.txt', 'new');
      expect(await storage.stateOf(nameOf('a/b/c/new.txt', 'new'))).toBe('committed');
    });

    it('an upload whose staged bytes vanish fails, and the next one works', async () => {
      const staged = await stage('content');
      await staged.prepare(name);
      await harness.wipe('');
      await expect(staged.commit({ replacing: 'absent' })).rejects.toMatchObject({
        code: 'ENOENT',
      });
      await staged.dispose();
      await store('a/b/file.txt', 'content');
      expect(await storage.stateOf(name)).toBe('committed');
    });

    it('a file of a directory that vanished is absent', async () => {
      await store('a/b/file.txt', 'content');
      await harness.wipe('');
      expect(await storage.stateOf(name)).toBe('absent');
      expect(await storage.open(name)).toBeUndefined();
      expect(await storage.remove(name)).toBe(false);
    });
  });
}
