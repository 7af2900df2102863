import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { StorageBackend } from '../../lib/storage/storage.ts';
import type { StoredFile } from '../../lib/storage/stored-file.ts';
import { readStored } from '../support/disk/nested-files.ts';
import { nameOf, storeFile } from '../support/disk/open-test-storage.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { stateOfRemoved } from '../support/node/state-of-removed.ts';
import type { StorageHarness } from './storage-contract.ts';

const name = nameOf('a/b/file.txt', 'content');

/** What every storage promises of copies that it did not store itself; a part of the contract. */
export function storageFoundContract(harness: StorageHarness): void {
  let storage: StorageBackend;

  beforeEach(async () => {
    storage = await harness.open();
  });

  const store = (): Promise<StoredName> => storeFile(storage, 'a/b/file.txt', 'content');

  it('a copy is not committed any more once all are invalidated, but intact', async () => {
    await store();
    storage.invalidateAll();
    expect(await storage.stateOf(name)).toBe('intact');
    await storage.adopt(name);
    expect(await storage.stateOf(name)).toBe('committed');
  });

  it('a copy that does not exist can not be adopted', async () => {
    await expect(storage.adopt(name)).rejects.toThrow('vanished');
  });

  const { restart, plant } = harness;

  describe.skipIf(restart === undefined)('a copy found at the start', () => {
    it('is intact until it is adopted', async () => {
      await store();
      storage = (await restart?.()) as StorageBackend;
      expect(await storage.stateOf(name)).toBe('intact');
      expect(await storage.stateOf(name)).toBe('intact');
      await storage.adopt(name);
      expect(await storage.stateOf(name)).toBe('committed');
      expect(await readStored(storage, name)).toBe('content');
    });

    it('is removed like any other', async () => {
      await store();
      storage = (await restart?.()) as StorageBackend;
      expect(await storage.removeAll(new Set([name]))).toEqual(new Map());
      expect(await storage.stateOf(name)).toBe(stateOfRemoved(storage));
    });
  });

  describe.skipIf(plant === undefined)('a copy that somebody else put there', () => {
    it('is intact where it matches its name', async () => {
      await plant?.(name, 'content');
      expect(await storage.stateOf(name)).toBe('intact');
      expect(await readStored(storage, name)).toBe('content');
    });

    it('is corrupt where it does not, and is replaced', async () => {
      await plant?.(name, 'CONTENT');
      expect(await storage.stateOf(name)).toBe('corrupt');
      const staged = await storage.stage(bodyOf('content'), 10);
      await staged.prepare(name);
      await staged.commit({ replacing: 'corrupt' });
      await staged.dispose();
      expect(await storage.stateOf(name)).toBe('committed');
      expect(await readStored(storage, name)).toBe('content');
    });

    it('is UTF-8 where it is intact', async () => {
      const text = nameOf('text', 'Grüße');
      for (const [content, expected] of [
        ['GrüßE', false],
        ['Grüße', true],
      ] as const) {
        await plant?.(text, content);
        const file = (await storage.open(text)) as StoredFile;
        expect(await file.isUtf8()).toBe(expected);
        await file.close();
      }
    });

    it('in place of a committed one is another copy', async () => {
      await store();
      const version = await storage.version(name);
      await plant?.(name, 'CONTENT');
      expect(await storage.stateOf(name)).toBe('corrupt');
      expect(await storage.version(name)).not.toBe(version);
    });

    it.each(['CONTENT', 'x'.repeat(500_000)])(
      'is not read to its end where it is corrupt (%#)',
      async (content) => {
        await store();
        await plant?.(name, content);
        const file = (await storage.open(name)) as StoredFile;
        const { bytes, error } = await readUntilError(file);
        expect(error).toMatchObject({ name: 'CorruptFileError' });
        expect(bytes).toBeLessThan(content.length);
        expect(await storage.stateOf(name)).toBe('corrupt');
      },
    );
  });
}

/** How many bytes of a file come before the error that ends them. */
async function readUntilError(file: StoredFile): Promise<{ bytes: number; error: unknown }> {
  let bytes = 0;
  try {
    const { body } = new Response(await file.readAll());
    for await (const chunk of body as ReadableStream<Uint8Array>) bytes += chunk.length;
    return { bytes, error: undefined };
  } catch (error) {
    return { bytes, error };
  }
}
