import { beforeEach, describe, expect, it } from 'vitest';
import type { StorageBackend } from '../../../../lib/storage/storage.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { failingStream } from '../../../support/objects/object-bodies.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

const name = nameOf('dir/file.txt', 'content');

let store: MemoryObjectStore;
let storage: StorageBackend;

beforeEach(async () => {
  store = createMemoryObjectStore();
  ({ storage } = await openTestObjects(store));
});

it('a mark whose response breaks off is still one', async () => {
  await store.markDeleted(name);
  const { get } = store;
  const broken = {
    ...store,
    get: async (key: string) => {
      const object = await get(key);
      return object && { ...object, body: failingStream() };
    },
  };
  const { storage: other } = await openTestObjects(broken);
  expect(await other.open(name)).toBeUndefined();
});

describe('an offer of a peer', () => {
  const stateOf = (): Promise<unknown> => storage.stateOf(name, 'offer');

  it('is compared with what the store says, and nothing is read for it', async () => {
    expect(await stateOf()).toBe('absent');
    store.plant(name, 'content');
    expect(await stateOf()).toBe('committed');
    // Whoever has no copy wants to be sure.
    expect(store.calls.get('get')).toBeUndefined();
    expect(await storage.stateOf(name)).toBe('intact');
    await store.markDeleted(name);
    expect(await stateOf()).toBe('deleted');
  });

  it('is wanted where the object is corrupt, as far as is known, or has lost its content', async () => {
    store.plant(name, 'CONTENT');
    await storage.quarantine(name, (await storage.version(name)) as string);
    expect(await stateOf()).toBe('corrupt');
    store.plant(name, '');
    expect(await stateOf()).toBe('corrupt');
  });
});
