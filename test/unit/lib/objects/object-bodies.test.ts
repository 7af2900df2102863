import { beforeEach, describe, expect, it } from 'vitest';
import { NoSpaceError, TooLargeError } from '../../../../lib/errors/domain-errors.ts';
import type { StorageBackend } from '../../../../lib/storage/storage.ts';
import type { StoredFile } from '../../../../lib/storage/stored-file.ts';
import { createMemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { readStored } from '../../../support/disk/nested-files.ts';
import { nameOf, storeFile } from '../../../support/disk/open-test-storage.ts';
import { bodyOf } from '../../../support/http/body-of.ts';
import { createTestSpool } from '../../../support/objects/create-test-spool.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

const largeContent = '0123456789'.repeat(300_000);

let store: MemoryObjectStore;
let storage: StorageBackend;

beforeEach(async () => {
  store = createMemoryObjectStore();
  ({ storage } = await openTestObjects(store));
});

describe('a read', () => {
  it.each([7, 300_000, 3_000_000])('goes on where a body of %d bytes broke off', async (size) => {
    const content = 'x'.repeat(size);
    const stored = await storeFile(storage, 'file', content);
    store.calls.clear();
    store.breakAfterBytes = Math.floor(size / 2);
    expect(await readStored(storage, stored)).toBe(content);
    expect(store.calls.get('get')).toBe(2);
  });

  it('ends after three attempts, and where the object was replaced', async () => {
    const stored = await storeFile(storage, 'file', largeContent);
    store.onCall = (operation) => {
      if (operation === 'get') store.breakAfterBytes = 0;
      return undefined;
    };
    await expect(readStored(storage, stored)).rejects.toMatchObject({ code: 'BodyBrokenOff' });
    store.onCall = () => undefined;
    store.breakAfterBytes = 1_000_000;
    const file = (await storage.open(stored)) as StoredFile;
    await storage.remove(stored);
    const reading = file.readAll().then((content) => new Response(content).text());
    await expect(reading).rejects.toMatchObject({ code: 'ObjectChanged' });
  });

  it('of a part asks for that part only, whichever way the file was opened', async () => {
    const stored = await storeFile(storage, 'file', largeContent);
    for (const use of ['whole', 'part'] as const) {
      const file = (await storage.open(stored, use)) as StoredFile;
      expect(file.sizeBytes).toBe(largeContent.length);
      expect(await new Response(file.readRange(1_999_999, 2_000_001)).text()).toBe('901');
    }
    expect(await storage.open(nameOf('absent', ''), 'part')).toBeUndefined();
    await storage.remove(stored);
    expect(await storage.open(stored, 'part')).toBeUndefined();
  });

  it('of a small file is one request, and two where there is no memory for it', async () => {
    const content = 'x'.repeat(500_000);
    for (const [maxMemoryBytes, requests] of [
      [1_000_000, 1],
      [100_000, 2],
    ] as const) {
      const { storage: limited } = await openTestObjects(store, { maxMemoryBytes });
      const stored = await storeFile(limited, `${maxMemoryBytes}`, content);
      store.calls.clear();
      expect(await readStored(limited, stored)).toBe(content);
      expect(Object.fromEntries(store.calls)).toEqual({ get: requests });
    }
  });

  it('frees the memory of a small file once it was read or closed', async () => {
    const { storage: limited } = await openTestObjects(store, { maxMemoryBytes: 500_000 });
    const stored = await storeFile(limited, 'file', 'x'.repeat(400_000));
    for (const _ of [1, 2, 3]) {
      const file = (await limited.open(stored)) as StoredFile;
      expect(await file.isUtf8()).toBe(false);
      await file.close();
      store.calls.clear();
      await readStored(limited, stored);
      expect(store.calls.get('get')).toBe(1);
    }
  });

  it('finds out the encoding of a large text that it knows nothing of, while it is read', async () => {
    const text = 'ü'.repeat(1_000_000);
    const stored = nameOf('text.txt', text);
    store.plant(stored, text);
    const file = (await storage.open(stored)) as StoredFile;
    expect(await file.isUtf8()).toBeUndefined();
    expect(await new Response(await file.readAll()).text()).toBe(text);
    const again = (await storage.open(stored)) as StoredFile;
    expect(await again.isUtf8()).toBe(true);
    await again.close();
  });
});

describe('bodies', () => {
  it('that are too large for memory, or for what is left of it, are spooled', async () => {
    const { storage: limited } = await openTestObjects(store, { maxMemoryBytes: 10 });
    const first = await limited.stage(bodyOf('12345678'), 100);
    const second = await limited.stage(bodyOf('12', '345', '678'), 100);
    for (const [staged, path] of [
      [first, 'first'],
      [second, 'second'],
    ] as const) {
      const stored = nameOf(path, '12345678');
      await staged.prepare(stored);
      await staged.commit({ replacing: 'absent' });
      await staged.dispose();
      await staged.dispose();
      expect(await readStored(limited, stored)).toBe('12345678');
    }
    const large = await storeFile(storage, 'large', largeContent);
    expect(await readStored(storage, large)).toBe(largeContent);
  });

  it('are refused beyond 5 GiB without being received', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield { length: 6 * 1024 ** 3 } as Uint8Array;
    }
    await expect(storage.stage(endless(), Number.POSITIVE_INFINITY)).rejects.toThrow(TooLargeError);
  });

  it('are refused before they are received where the spool has no space for them', async () => {
    const disk = createMemoryDisk();
    const spool = createTestSpool(disk.mount(), 2_000_000);
    const { storage: limited } = await openTestObjects(store, { spool });
    disk.space = { ...disk.space, freeBytes: 3_000_000 };
    await expect(limited.checkSpace(1_500_000)).rejects.toThrow(NoSpaceError);
    await limited.checkSpace(1_000_000);
    disk.space = { ...disk.space, freeBytes: 2_500_000 };
    const body = bodyOf('x'.repeat(900_000), 'x'.repeat(900_000));
    await expect(limited.stage(body, 5_000_000)).rejects.toThrow(NoSpaceError);
    expect(disk.paths().filter((path) => path.startsWith('spool/'))).toEqual([]);
  });

  it('fail with what was wrong first, also where the spool can not be cleared', async () => {
    const disk = createMemoryDisk();
    const { storage: limited } = await openTestObjects(store, {
      spool: createTestSpool(disk.mount()),
      maxMemoryBytes: 0,
    });
    disk.intercept = ({ operation, path }) => {
      if (operation === 'write') throw systemError('ENOSPC', path);
      if (operation === 'remove') throw systemError('EIO', path);
    };
    await expect(limited.stage(bodyOf('x'), 100)).rejects.toThrow('ENOSPC');
  });

  it('of transfers are spooled where memory is short, and give it back', async () => {
    const { storage: limited } = await openTestObjects(store, { maxMemoryBytes: 10 });
    for (const size of [10, 20, 10]) {
      const range = { first: 0, totalBytes: size };
      const staged = await limited.partials.append('any', bodyOf('x'.repeat(size)), range);
      expect(staged.sizeBytes).toBe(size);
      await staged.dispose();
      await staged.dispose();
    }
  });
});
