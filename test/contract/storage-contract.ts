import { beforeEach, describe, expect, it } from 'vitest';
import { NameConflictError, TooLargeError } from '../../lib/errors/domain-errors.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { FileStorage } from '../../lib/storage/file-storage.ts';
import type { StagedFile } from '../../lib/storage/storage.ts';
import {
  nameOf,
  openTestStorage,
  type StorageHarness,
  storeFile,
} from '../support/disk/open-test-storage.ts';
import { bytesOf, readSmallFile, writeSmallFile } from '../support/disk/small-files.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

/**
 * What a storage over a `FileSystem` promises of taking files in and out; run over each of them.
 */
export function storageContract(openHarness: () => Promise<StorageHarness>): void {
  let harness: StorageHarness;
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

  describe('taking in', () => {
    it('a committed file stands under its name, and nothing is staged any more', async () => {
      const staged = await stage('content');
      expect(staged).toMatchObject({ sha1: sha1Of('content'), sizeBytes: 7 });
      expect(await listStaged()).toHaveLength(1);
      await staged.prepare(name);
      await staged.commit('absent');
      await staged.dispose();
      await staged.dispose();
      expect(await readSmallFile(harness.files, name)).toBe('content');
      expect(await listStaged()).toEqual([]);
    });

    it('an empty body is a file of no bytes', async () => {
      const empty = await store('empty', '');
      expect(await readSmallFile(harness.files, empty)).toBe('');
    });

    it('a discarded file leaves nothing, and no directory either', async () => {
      const staged = await stage('content');
      await staged.prepare(name);
      expect(await listRoot()).toEqual(['.cockatiel', 'a']);
      await staged.dispose();
      await staged.dispose();
      expect(await listRoot()).toEqual(['.cockatiel']);
      expect(await listStaged()).toEqual([]);
    });

    it('a body over the limit is refused and leaves nothing', async () => {
      const staging = storage.stage(bodyOf('content', 'content'), 10);
      await expect(staging).rejects.toThrow(TooLargeError);
      expect(await listStaged()).toEqual([]);
      const staged = await storage.stage(bodyOf('12345', '67890'), 10);
      expect(staged.sizeBytes).toBe(10);
    });

    it('a body that breaks off leaves nothing', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield bytesOf('half');
        throw new Error('The client went away.');
      }
      await expect(storage.stage(broken(), 10)).rejects.toThrow('The client went away.');
      expect(await listStaged()).toEqual([]);
    });

    it('a file of somebody else is no directory to put another into', async () => {
      await writeSmallFile(harness.files, 'foreign', '');
      const staged = await stage('content');
      const below = nameOf('foreign/c/file', 'content');
      await expect(staged.prepare(below)).rejects.toThrow(NameConflictError);
      await staged.dispose();
      expect(await listRoot()).toEqual(['.cockatiel', 'foreign']);
    });

    it('a file is prepared once before it is committed', async () => {
      const staged = await stage('content');
      await expect(staged.commit('absent')).rejects.toThrow('before it was prepared');
      await staged.prepare(name);
      await expect(staged.prepare(name)).rejects.toThrow('prepared twice');
      await staged.dispose();
    });

    it('the start throws away what a crash left staged', async () => {
      await stage('left behind');
      expect(await listStaged()).toHaveLength(1);
      await openTestStorage(harness);
      expect(await listStaged()).toEqual([]);
    });

    it('a link that stands under the name gives way, and what it leads to stays', async () => {
      await harness.linkToFile(nameOf('file', 'content'));
      expect(await storage.stateOf(nameOf('file', 'content'))).toBe('absent');
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

  describe('looking', () => {
    it('a copy is settled from its commit on', async () => {
      expect(await storage.stateOf(name)).toBe('absent');
      await store('a/b/file.txt', 'content');
      expect(await storage.stateOf(name)).toBe('committed');
    });

    it('a copy found at the start is sound until it is settled', async () => {
      await store('a/b/file.txt', 'content');
      storage = await openTestStorage(harness);
      expect(await storage.stateOf(name)).toBe('intact');
      expect(await storage.stateOf(name)).toBe('intact');
      await storage.adopt(name);
      expect(await storage.stateOf(name)).toBe('committed');
    });

    it('a copy that does not match its name is damaged, and gives way to a new one', async () => {
      const damaged = nameOf('file', 'content');
      await writeSmallFile(harness.files, damaged, 'CONTENT');
      expect(await storage.stateOf(damaged)).toBe('corrupt');
      await store('file', 'content');
      expect(await storage.stateOf(damaged)).toBe('committed');
    });

    it('a copy that was exchanged behind the back of the node is looked at again', async () => {
      await store('a/b/file.txt', 'content');
      await harness.files.remove(name);
      await writeSmallFile(harness.files, name, 'CONTENT');
      expect(await storage.stateOf(name)).toBe('corrupt');
    });

    it('a copy that went away can not be settled', async () => {
      await expect(storage.adopt(name)).rejects.toThrow('went away');
    });
  });
}
