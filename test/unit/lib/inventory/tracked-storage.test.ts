import { describe, expect, it, vi } from 'vitest';
import { createInventory } from '../../../../lib/inventory/inventory.ts';
import { createTrackedJournal } from '../../../../lib/inventory/tracked-journal.ts';
import { createTrackedStorage } from '../../../../lib/inventory/tracked-storage.ts';
import { createMemoryJournal } from '../../../../lib/journal/memory-journal.ts';
import { createMemoryStorage } from '../../../../lib/memory-storage/memory-storage.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import type { StorageBackend } from '../../../../lib/storage/storage.ts';
import { createSha1, hashText } from '../../../../runtime/node/hash.ts';
import { nameOf, storeFile } from '../../../support/disk/open-test-storage.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { bodyOf } from '../../../support/http/body-of.ts';

function setUp(change: (storage: StorageBackend) => Partial<StorageBackend> = () => ({})) {
  const files = new Map<StoredName, Uint8Array<ArrayBuffer>>();
  const plain = createMemoryStorage({ createSha1, files });
  const inventory = createInventory(hashText);
  const storage = createTrackedStorage({ ...plain, ...change(plain) }, inventory);
  const has = (name: StoredName): boolean => inventory.stored.has(inventory.fingerprintName(name));
  return { files, plain, storage, inventory, has };
}

describe('the inventory knows of a file', () => {
  it('that was staged and committed, and not before', async () => {
    const { storage, has, inventory } = setUp();
    const name = nameOf('file', 'content');
    const staged = await storage.stage(bodyOf('content'), 100);
    await staged.prepare(name);
    expect(inventory.stored.size).toBe(0);
    await staged.commit({ replacing: 'absent' });
    expect(has(name)).toBe(true);
    await staged.dispose();
    expect(has(name)).toBe(true);
  });

  it('that came in parts', async () => {
    const { storage, has } = setUp();
    const name = nameOf('file', 'content');
    const sha1 = name.slice(-40);
    const range = { first: 0, totalBytes: 7 };
    const staged = await storage.partials.append(sha1, bodyOf('content'), range);
    await staged.prepare(name);
    await staged.commit({ replacing: 'absent' });
    expect(has(name)).toBe(true);
  });

  it('that was found and adopted', async () => {
    const { storage, files, has } = setUp();
    const name = nameOf('file', 'content');
    files.set(name, bytesOf('content'));
    expect(has(name)).toBe(false);
    await storage.adopt(name);
    expect(has(name)).toBe(true);
  });

  it('as soon as an upload finds it there, or gone', async () => {
    const { storage, files, inventory, has } = setUp();
    const name = await storeFile(storage, 'file', 'content');
    inventory.begin();
    expect([await storage.stateOf(name), has(name)]).toEqual(['committed', true]);
    files.set(name, bytesOf('other'));
    expect([await storage.stateOf(name), has(name)]).toEqual(['corrupt', true]);
    files.delete(name);
    expect([await storage.stateOf(name), has(name)]).toEqual(['absent', false]);
  });

  it('no more once it is removed, alone or with others', async () => {
    const { storage, has } = setUp();
    const [one, other, kept] = [
      await storeFile(storage, 'one', '1'),
      await storeFile(storage, 'other', '2'),
      await storeFile(storage, 'kept', '3'),
    ] as const;
    await storage.remove(one);
    expect(await storage.removeAll(new Set([other]))).toEqual(new Map());
    expect([one, other, kept].map(has)).toEqual([false, false, true]);
  });

  it('that could not be removed', async () => {
    const { storage, has } = setUp(() => ({
      remove: async () => {
        throw new Error('read-only');
      },
      removeAll: async (names) => new Map([...names].map((name) => [name, new Error('no')])),
    }));
    const name = await storeFile(storage, 'file', 'content');
    await expect(storage.remove(name)).rejects.toThrow('read-only');
    expect((await storage.removeAll(new Set([name]))).size).toBe(1);
    expect(has(name)).toBe(true);
  });
});

it.each(['absent', 'corrupt'] as const)(
  'a commit that fails over an %s copy leaves the inventory as the disk is',
  async (replacing) => {
    const name = nameOf('file', 'content');
    const { storage, inventory, has } = setUp((plain) => ({
      async stage(...body) {
        const staged = await plain.stage(...body);
        const commit = async (): Promise<void> => {
          // Meanwhile the files are listed.
          inventory.noteFound(name);
          throw new Error('EIO');
        };
        return { ...staged, commit };
      },
    }));
    const staged = await storage.stage(bodyOf('content'), 100);
    await expect(staged.commit({ replacing })).rejects.toThrow('EIO');
    await staged.prepare(name);
    await expect(staged.commit({ replacing })).rejects.toThrow('EIO');
    expect(has(name)).toBe(replacing === 'corrupt');
  },
);

it('the storage gets to know whether a body is a text', async () => {
  const { plain, storage } = setUp();
  const stage = vi.spyOn(plain, 'stage');
  const tracked = createTrackedStorage(plain, createInventory(hashText));
  await tracked.stage(bodyOf('text'), 100, { isText: true });
  expect(stage).toHaveBeenCalledWith(expect.anything(), 100, { isText: true });
  expect(storage.partials.resumableFromBytes).toBe(plain.partials.resumableFromBytes);
});

it('a deletion is in the inventory once its record is durable, an upload never', async () => {
  const inventory = createInventory(hashText);
  const plain = createMemoryJournal();
  const sizes: unknown[] = [];
  const append: typeof plain.append = async (operation) => {
    sizes.push([inventory.stored.size, inventory.tombstones.size]);
    return await plain.append(operation);
  };
  const sizeOf = async (): Promise<number> => 7;
  const journal = createTrackedJournal({ ...plain, append }, inventory, { sizeOf });
  const [name, other] = [nameOf('file', 'content'), nameOf('other', 'content')];
  inventory.noteStored(name);
  await journal.append({ op: 'PUT', name: other, seconds: 1 });
  await journal.append({ op: 'DELETE', name, seconds: 1 });
  sizes.push([inventory.stored.size, inventory.tombstones.size]);
  expect(sizes).toEqual([
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
});

describe('a fresh name that the inventory does not know', () => {
  const name = nameOf('file', 'content');

  function setUpFresh(change: Partial<StorageBackend> = {}) {
    const stateOf = vi.fn<StorageBackend['stateOf']>(async () => 'absent');
    const parts = setUp(() => ({ ...change, stateOf }));
    return { ...parts, stateOf };
  }

  it('is absent, and nobody looks on the disk', async () => {
    const { storage, inventory, stateOf } = setUpFresh();
    inventory.noteComplete();
    expect(await storage.stateOf(name, 'fresh')).toBe('absent');
    expect(stateOf).not.toHaveBeenCalled();
    await storage.stateOf(name);
    expect(stateOf).toHaveBeenCalledOnce();
  });

  it('is looked for while files are still listed', async () => {
    const { storage, stateOf } = setUpFresh();
    await storage.stateOf(name, 'fresh');
    expect(stateOf).toHaveBeenCalledOnce();
  });

  it('is looked for where another node may have stored it', async () => {
    const { storage, inventory, stateOf } = setUpFresh({ knowsDeleted: true });
    inventory.noteComplete();
    await storage.stateOf(name, 'fresh');
    expect(stateOf).toHaveBeenCalledOnce();
  });

  it('is looked for where a file may have it in other letters', async () => {
    const { storage, inventory, stateOf } = setUpFresh({ foldsCase: () => true });
    inventory.noteComplete();
    await storage.stateOf(name, 'fresh');
    expect(stateOf).toHaveBeenCalledOnce();
  });

  it('is looked for once it is stored', async () => {
    const { storage, inventory, stateOf } = setUpFresh();
    inventory.noteComplete();
    inventory.noteStored(name);
    await storage.stateOf(name, 'fresh');
    expect(stateOf).toHaveBeenCalledOnce();
  });
});
