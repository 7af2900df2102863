import { beforeEach, describe, expect, it } from 'vitest';
import { TooLargeError } from '../../lib/errors/domain-errors.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { StagedFile, StorageBackend } from '../../lib/storage/storage.ts';
import type { StoredFile } from '../../lib/storage/stored-file.ts';
import { deep, expectNestedFiles, photo, readStored, thumb } from '../support/disk/nested-files.ts';
import { nameOf, storeFile } from '../support/disk/open-test-storage.ts';
import { bytesOf } from '../support/disk/small-files.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { stateOfRemoved } from '../support/node/state-of-removed.ts';
import type { StorageHarness } from './storage-contract.ts';

const name = nameOf('a/b/file.txt', 'content');

/** What every storage promises of uploads, reads and removals; a part of the contract. */
export function storageFilesContract(harness: StorageHarness): void {
  let storage: StorageBackend;

  beforeEach(async () => {
    storage = await harness.open();
  });

  const stage = (content: string): Promise<StagedFile> =>
    storage.stage(bodyOf(content), Number.POSITIVE_INFINITY);
  const store = (path: string, content: string): Promise<StoredName> =>
    storeFile(storage, path, content);
  const read = (wanted: StoredName): Promise<string | undefined> => readStored(storage, wanted);

  describe('an upload', () => {
    it('is seen under its name from its commit on, and committed', async () => {
      const staged = await stage('content');
      expect(staged).toMatchObject({ sha1: sha1Of('content'), sizeBytes: 7 });
      await staged.prepare(name);
      expect([await storage.stateOf(name), await read(name)]).toEqual(['absent', undefined]);
      await staged.commit({ replacing: 'absent' });
      await staged.dispose();
      await staged.dispose();
      expect([await storage.stateOf(name), await read(name)]).toEqual(['committed', 'content']);
    });

    it('of no bytes is a file of no bytes', async () => {
      expect(await read(await store('empty', ''))).toBe('');
    });

    it('keeps its bytes when the sender uses its buffer again', async () => {
      const buffer = bytesOf('content');
      async function* body(): AsyncGenerator<Uint8Array> {
        yield buffer;
        buffer.fill(0);
      }
      const staged = await storage.stage(body(), 10);
      await staged.prepare(name);
      await staged.commit({ replacing: 'absent' });
      await staged.dispose();
      expect(await read(name)).toBe('content');
    });

    it('that is disposed of leaves nothing', async () => {
      const staged = await stage('content');
      await staged.prepare(name);
      await staged.dispose();
      await staged.dispose();
      expect(await storage.stateOf(name)).toBe('absent');
      expect(await storage.open(name)).toBeUndefined();
    });

    it('over the size limit is rejected, and one of exactly the limit is not', async () => {
      await expect(storage.stage(bodyOf('content', 'content'), 10)).rejects.toThrow(TooLargeError);
      const staged = await storage.stage(bodyOf('12345', '67890'), 10);
      expect(staged.sizeBytes).toBe(10);
      await staged.dispose();
    });

    it('that breaks off rejects with the error of its body', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield bytesOf('half');
        throw new Error('The client went away.');
      }
      await expect(storage.stage(broken(), 10)).rejects.toThrow('The client went away.');
    });

    it('is prepared once before it is committed', async () => {
      const staged = await stage('content');
      const committing = staged.commit({ replacing: 'absent' });
      await expect(committing).rejects.toThrow('before it was prepared');
      await staged.prepare(name);
      await expect(staged.prepare(name)).rejects.toThrow('prepared twice');
      await staged.dispose();
    });
  });

  describe('a stored file', () => {
    it('is read completely, also if it is large', async () => {
      const content = '0123456789'.repeat(50_000);
      const large = await store('large', content);
      expect(await read(large)).toBe(content);
      expect((await storage.open(large))?.sizeBytes).toBe(content.length);
    });

    it('is read in parts, from one byte to another', async () => {
      const file = (await storage.open(await store('file', 'content'))) as StoredFile;
      expect(await new Response(file.readRange(1, 3)).text()).toBe('ont');
    });

    it('may be closed unread, and left half-read', async () => {
      const large = await store('large', 'x'.repeat(500_000));
      await ((await storage.open(large)) as StoredFile).close();
      await ((await storage.open(large)) as StoredFile).readRange(0, 499_999).cancel();
      expect(await read(large)).toHaveLength(500_000);
    });

    it('does not change when a reader changes the bytes it got', async () => {
      const stored = await store('file', 'content');
      const file = (await storage.open(stored)) as StoredFile;
      ((await file.readAll()) as Uint8Array).fill(0);
      expect(await read(stored)).toBe('content');
    });

    it('is read to its end by whoever opened it before it was removed', async () => {
      const stored = await store('file', 'content');
      const file = (await storage.open(stored)) as StoredFile;
      await storage.remove(stored);
      expect(await new Response(await file.readAll()).text()).toBe('content');
    });

    it('is durable, and in a storage that is in place', async () => {
      await storage.ensureDurable(await store('file', 'content'));
      expect(await storage.isInPlace()).toBe(true);
      await storage.checkSpace(7);
      await storage.finished();
    });

    it.each([
      ['Grüße', true],
      ['\u{feff}text', true],
      ['ASCII', false],
      ['', false],
    ])('of the text %j is UTF-8 beyond ASCII: %s', async (content, expected) => {
      for (const isText of [true, false]) {
        const staged = await storage.stage(bodyOf(content), 100, { isText });
        const stored = nameOf(`${isText}.txt`, content);
        await staged.prepare(stored);
        await staged.commit({ replacing: 'absent' });
        await staged.dispose();
        const file = (await storage.open(stored)) as StoredFile;
        expect([await file.isUtf8(), await file.isUtf8()]).toEqual([expected, expected]);
        expect(await new Response(await file.readAll()).text()).toBe(
          content.replace('\u{feff}', ''),
        );
      }
    });

    it('is one version, of one size, until it is removed', async () => {
      expect(await storage.sizeOf(name)).toBeUndefined();
      expect(await storage.version(name)).toBeUndefined();
      await store('a/b/file.txt', 'content');
      // A disk gives a file the time of its name soon after.
      await storage.finished();
      const version = await storage.version(name);
      expect(version).toEqual(expect.any(String));
      expect(await storage.version(name)).toBe(version);
      expect(await storage.sizeOf(name)).toBe('content'.length);
      await storage.remove(name);
      expect(await storage.sizeOf(name)).toBeUndefined();
      expect(await storage.version(name)).toBeUndefined();
    });

    it('exists beside those whose directory is called like it, in whatever order', async () => {
      await store(`${thumb}/b/deep.jpg`, 'deep');
      await store('a/photo.jpg', 'photo');
      await store(`${photo}/thumb.jpg`, 'thumb');
      await expectNestedFiles(storage);
      expect(await storage.remove(thumb)).toBe(true);
      const contents = [await read(photo), await read(thumb), await read(deep)];
      expect(contents).toEqual(['photo', undefined, 'deep']);
    });
  });

  describe('removing', () => {
    it('a file is removed once', async () => {
      await store('a/b/file.txt', 'content');
      expect([await storage.remove(name), await storage.remove(name)]).toEqual([true, false]);
      expect(await storage.stateOf(name)).toBe(stateOfRemoved(storage));
    });

    it('many files are removed at once, and those that are absent already do not stop it', async () => {
      const names = ['a', 'dir/b', 'dir/c', 'd', 'dir/e'];
      for (const path of names) await store(path, path);
      const kept = nameOf('dir/c', 'dir/c');
      const removed = names.map((path) => nameOf(path, path)).filter((each) => each !== kept);
      await storage.remove(removed[1] as StoredName);
      expect(await storage.removeAll(new Set([...removed, name]))).toEqual(new Map());
      for (const each of removed) {
        expect(await storage.stateOf(each)).toBe(stateOfRemoved(storage));
      }
      expect(await read(kept)).toBe('dir/c');
    });
  });
}
