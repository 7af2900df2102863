import { describe, expect, it } from 'vitest';
import { NoSpaceError } from '../../../../lib/errors/domain-errors.ts';
import { createMemoryStorage } from '../../../../lib/memory-storage/memory-storage.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import type { StorageBackend } from '../../../../lib/storage/storage.ts';
import { createSha1 } from '../../../../runtime/node/hash.ts';
import { type StorageHarness, storageContract } from '../../../contract/storage-contract.ts';
import { nameOf, storeFile } from '../../../support/disk/open-test-storage.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { bodyOf } from '../../../support/http/body-of.ts';

describe('a storage in memory', () => {
  storageContract(inMemory());
});

describe('a limited storage in memory', () => {
  it('rejects what does not fit, and accepts as much as was removed', async () => {
    const storage = createMemoryStorage({ createSha1, maxBytes: 10 });
    const first = await storeFile(storage, 'first', '123456');
    await expect(storage.checkSpace(5)).rejects.toThrow(NoSpaceError);
    await expect(storage.stage(bodyOf('12', '345'), 100)).rejects.toThrow(NoSpaceError);
    await storage.checkSpace(4);
    await storeFile(storage, 'second', '1234');
    await storage.remove(first);
    await storeFile(storage, 'third', '654321');
    await expect(storage.stage(bodyOf('1'), 100)).rejects.toThrow(NoSpaceError);
  });

  it('counts staged bodies until they are disposed of', async () => {
    const storage = createMemoryStorage({ createSha1, maxBytes: 10 });
    const staged = await storage.stage(bodyOf('123456'), 100);
    await expect(storage.stage(bodyOf('12345'), 100)).rejects.toThrow(NoSpaceError);
    await staged.dispose();
    await staged.dispose();
    await storeFile(storage, 'file', '1234567890');
    await expect(storage.checkSpace(1)).rejects.toThrow(NoSpaceError);
  });

  it('counts what is in its map already, and what it replaces no more', async () => {
    const name = nameOf('file', '123456');
    const files = new Map([[name, bytesOf('654321')]]);
    const storage = createMemoryStorage({ createSha1, maxBytes: 12, files });
    await expect(storage.checkSpace(7)).rejects.toThrow(NoSpaceError);
    await storeFile(storage, 'file', '123456');
    await storage.checkSpace(6);
    expect(files.get(name)).toEqual(bytesOf('123456'));
  });

  it('removes partial transfers for uploads, but not those in progress', async () => {
    const storage = createMemoryStorage({ createSha1, maxBytes: 10 });
    for (const sha1 of ['a', 'b']) await breakOff(storage, sha1, '1234');
    await storage.checkSpace(10);
    await storeFile(storage, 'file', '123456');
    expect([storage.partials.offsetOf('a'), storage.partials.offsetOf('b')]).toEqual([0, 4]);
    const resuming = storage.partials.append('b', bodyOf('1'), { first: 4, totalBytes: 5 });
    await expect(resuming).rejects.toThrow(NoSpaceError);
    expect(storage.partials.offsetOf('b')).toBe(4);
  });

  it('is not enlarged by removing what somebody else put there', async () => {
    const files = new Map<StoredName, Uint8Array<ArrayBuffer>>();
    const storage = createMemoryStorage({ createSha1, maxBytes: 10, files });
    const name = nameOf('planted', 'x'.repeat(50));
    files.set(name, bytesOf('x'.repeat(50)));
    expect(await storage.remove(name)).toBe(true);
    await expect(storage.checkSpace(11)).rejects.toThrow(NoSpaceError);
  });

  it('remembers so many names of corrupt copies, which take no space', async () => {
    const files = new Map<StoredName, Uint8Array<ArrayBuffer>>();
    const storage = createMemoryStorage({ createSha1, maxBytes: 1, files });
    const names = Array.from({ length: 10_001 }, (_, index) => nameOf(`${index}`, 'x'));
    for (const name of names) {
      files.set(name, bytesOf('rotten'));
      await storage.quarantine(name, (await storage.version(name)) as string);
    }
    expect(storage.quarantined.report()).toMatchObject({ found: 10_000, kept: 10_000, full: true });
    expect(names.filter((name) => files.has(name))).toEqual(names.slice(-1));
    await storage.checkSpace(1);
  });

  it('of the default size accepts an upload of some size', async () => {
    await createMemoryStorage({ createSha1 }).checkSpace(100_000_000);
  });
});

/** A storage whose map of files outlives it. */
function inMemory(): StorageHarness {
  let files = new Map<StoredName, Uint8Array<ArrayBuffer>>();

  async function open(): Promise<StorageBackend> {
    const storage = createMemoryStorage({ createSha1, files });
    await storage.recover();
    return storage;
  }

  return {
    open() {
      files = new Map();
      return open();
    },
    restart: open,
    async plant(name, content) {
      files.set(name, bytesOf(content));
    },
  };
}

async function breakOff(storage: StorageBackend, sha1: string, content: string): Promise<void> {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield bytesOf(content);
    throw new Error('cut');
  }
  const range = { first: 0, totalBytes: content.length + 1 };
  await expect(storage.partials.append(sha1, body(), range)).rejects.toThrow('cut');
}
