import { describe, expect, it } from 'vitest';
import {
  askStore,
  probeStore,
  UnusableStoreError,
} from '../../../../lib/object-store/probe-store.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';

describe('the probe of a store', () => {
  it('accepts one that honours conditions, and leaves nothing there', async () => {
    const store = createMemoryObjectStore();
    await probeStore(store, 'id');
    expect(store.objects.size).toBe(0);
  });

  it.each([
    ['absent', 'If-None-Match'],
    ['version', 'If-Match'],
  ] as const)('refuses one that ignores the condition %s', async (condition, header) => {
    const store = createMemoryObjectStore();
    store.honours[condition] = false;
    await expect(probeStore(store, 'id')).rejects.toThrow(`ignores ${header}`);
    expect(store.objects.size).toBe(0);
  });

  it.each(['"1f"', '"0f"'])('asks one whose version is %s for another one', async (version) => {
    const store = createMemoryObjectStore();
    const asked: string[] = [];
    const lossy: typeof store = {
      ...store,
      async putIfAbsent(...args) {
        await store.putIfAbsent(...args);
        // The response to the first one is lost.
        return undefined;
      },
      async head(key) {
        const found = await store.head(key);
        return found && { ...found, version };
      },
      async replace(_key, other) {
        asked.push(other);
        return undefined;
      },
    };
    await probeStore(lossy, 'id');
    expect(asked).toEqual([version === '"0f"' ? '"1f"' : '"0f"']);
    expect(store.objects.size).toBe(0);
  });

  it('refuses one that does not show what it has stored', async () => {
    const store = createMemoryObjectStore();
    const blind = { ...store, head: async () => undefined };
    await expect(probeStore(blind, 'id')).rejects.toThrow('does not show');
    const marks = { ...store, head: async () => ({ ...(await store.head('x')), isDeleted: true }) };
    await expect(probeStore(marks as typeof store, 'id')).rejects.toThrow('does not show');
  });

  it('says what was wrong first, whatever it can not remove then', async () => {
    const store = createMemoryObjectStore();
    store.honours.absent = false;
    store.onCall = (operation) => (operation === 'remove' ? 'before' : undefined);
    await expect(probeStore(store, 'id')).rejects.toThrow('ignores If-None-Match');
  });

  it('says why a bucket can not be used', async () => {
    const store = createMemoryObjectStore();
    store.onCall = () => 'before';
    const probing = probeStore(store, 'id');
    await expect(probing).rejects.toThrow("the bucket can't be used (SlowDown): injected");
    await expect(probing).rejects.toBeInstanceOf(UnusableStoreError);
    store.onCall = () => {
      throw new Error('a defect');
    };
    await expect(probeStore(store, 'id')).rejects.toThrow('a defect');
  });
});

describe('the question whether a store responds', () => {
  it('is one read, of what may be there or not', async () => {
    const store = createMemoryObjectStore();
    await askStore(store);
    store.plant('.cockatiel/staging/nothing', 'something');
    await askStore(store);
    expect(Object.fromEntries(store.calls)).toEqual({ get: 2 });
  });

  it('fails as the store does', async () => {
    const store = createMemoryObjectStore();
    store.onCall = () => 'before';
    await expect(askStore(store)).rejects.toMatchObject({ code: 'SlowDown' });
  });
});
