import { beforeEach, describe, expect, it } from 'vitest';
import { NameConflictError, TooLargeError } from '../../lib/errors/domain-errors.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { FileStorage } from '../../lib/storage/file-storage.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import {
  type DiskHarness,
  nameOf,
  openTestStorage,
  storeFile,
} from '../support/disk/open-test-storage.ts';
import { bytesOf, readSmallFile, writeSmallFile } from '../support/disk/small-files.ts';
import { bodyOf } from '../support/http/body-of.ts';

/** What is seen on the disk of uploads; a part of the contract of a disk. */
export function diskStorageFilesContract(openHarness: () => Promise<DiskHarness>): void {
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
  const listStaged = (): Promise<readonly string[]> => harness.files.list('.cockatiel/staging');

  const store = (path: string, content: string): Promise<StoredName> =>
    storeFile(storage, path, content);

  describe('on the disk', () => {
    it('a committed file is at its name, and nothing is staged any more', async () => {
      const staged = await stage('content');
      expect(await listStaged()).toHaveLength(1);
      await staged.prepare(name);
      await staged.commit({ replacing: 'absent' });
      await staged.dispose();
      await staged.dispose();
      expect(await readSmallFile(harness.files, name)).toBe('content');
      expect(await listStaged()).toEqual([]);
    });

    it('a file was modified in the second of its name, also one that is adopted', async () => {
      const modified = { modifiedMs: 13_000 };
      const stored = await store('file', 'content');
      await storage.finished();
      expect(await harness.files.stat(stored)).toMatchObject(modified);
      expect(await storage.stateOf(stored)).toBe('committed');
      const found = nameOf('found', 'content');
      await writeSmallFile(harness.files, found, 'content');
      await storage.adopt(found);
      expect(await harness.files.stat(found)).toMatchObject(modified);
      expect(await storage.stateOf(found)).toBe('committed');
    });

    it('a file that is staged with the second of its name has its time with its name', async () => {
      const staged = await storage.stage(bodyOf('content'), 100, { seconds: 13 });
      await staged.prepare(name);
      await staged.commit({ replacing: 'absent' });
      expect(await harness.files.stat(name)).toMatchObject({ modifiedMs: 13_000 });
      expect(await storage.stateOf(name)).toBe('committed');
    });

    it('a file that gets a name of another second than it was staged with has that', async () => {
      const staged = await storage.stage(bodyOf('content'), 100, { seconds: 14 });
      await staged.prepare(name);
      await staged.commit({ replacing: 'absent' });
      await storage.finished();
      expect(await harness.files.stat(name)).toMatchObject({ modifiedMs: 13_000 });
      expect(await storage.stateOf(name)).toBe('committed');
    });

    it('an empty body is a file of no bytes', async () => {
      const empty = await store('empty', '');
      expect(await readSmallFile(harness.files, empty)).toBe('');
    });

    it('a file that is disposed of leaves nothing, and no directory either', async () => {
      const staged = await stage('content');
      await staged.prepare(name);
      expect(await listRoot()).toEqual(['.cockatiel', 'a']);
      await staged.dispose();
      await staged.dispose();
      expect(await listRoot()).toEqual(['.cockatiel']);
      expect(await listStaged()).toEqual([]);
    });

    it('a body over the limit leaves nothing', async () => {
      const staging = storage.stage(bodyOf('content', 'content'), 10);
      await expect(staging).rejects.toThrow(TooLargeError);
      expect(await listStaged()).toEqual([]);
    });

    it('a body that breaks off leaves nothing', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield bytesOf('half');
        throw new Error('The client went away.');
      }
      await expect(storage.stage(broken(), 10)).rejects.toThrow('The client went away.');
      expect(await listStaged()).toEqual([]);
    });

    it('a name whose directory is a foreign file is a conflict', async () => {
      await writeSmallFile(harness.files, 'foreign', '');
      const staged = await stage('content');
      const below = nameOf('foreign/c/file', 'content');
      await expect(staged.prepare(below)).rejects.toThrow(NameConflictError);
      await staged.dispose();
      expect(await listRoot()).toEqual(['.cockatiel', 'foreign']);
    });

    it('the start removes what a crash left staged', async () => {
      await stage('left behind');
      expect(await listStaged()).toHaveLength(1);
      await openTestStorage(harness);
      expect(await listStaged()).toEqual([]);
    });

    it('a link at the name is replaced, and its target stays', async () => {
      await harness.linkToFile(nameOf('file', 'content'));
      expect(await storage.stateOf(nameOf('file', 'content'))).toBe('absent');
      expect(await storage.version(nameOf('file', 'content'))).toBeUndefined();
      expect(await storage.sizeOf(nameOf('file', 'content'))).toBeUndefined();
      await store('file', 'content');
      expect(await storage.stateOf(nameOf('file', 'content'))).toBe('committed');
    });

    it('nothing is stored through a link to a directory', async () => {
      await harness.linkToDirectory('a');
      const staged = await stage('content');
      await expect(staged.prepare(name)).rejects.toThrow(NameConflictError);
      await staged.dispose();
    });
  });
}
