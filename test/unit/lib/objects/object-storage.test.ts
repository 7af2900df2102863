import { beforeEach, describe, expect, it } from 'vitest';
import { NameDeletedError } from '../../../../lib/errors/domain-errors.ts';
import type { StorageBackend } from '../../../../lib/storage/storage.ts';
import type { StoredFile } from '../../../../lib/storage/stored-file.ts';
import { readStored } from '../../../support/disk/nested-files.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { bodyOf } from '../../../support/http/body-of.ts';
import { collectLog, type LogLine } from '../../../support/node/collect-log.ts';
import { listOfNames } from '../../../support/node/list-of-names.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

const name = nameOf('dir/file.txt', 'content');

let store: MemoryObjectStore;
let storage: StorageBackend;
let logLines: LogLine[];

beforeEach(async () => {
  store = createMemoryObjectStore();
  logLines = [];
  ({ storage } = await openTestObjects(store, { log: collectLog(logLines) }));
});

/** Stages a content, and gives it the name, as an upload does. */
async function commit(content: string, replacing: 'absent' | 'corrupt' = 'absent'): Promise<void> {
  const staged = await storage.stage(bodyOf(content), Number.POSITIVE_INFINITY);
  try {
    await staged.prepare(name);
    await staged.commit({ replacing });
  } finally {
    await staged.dispose();
  }
}

describe('a commit', () => {
  it('finds the name deleted by another node, and the body can get another name', async () => {
    const staged = await storage.stage(bodyOf('content'), 100);
    await staged.prepare(name);
    await store.markDeleted(name);
    await expect(staged.commit({ replacing: 'absent' })).rejects.toThrow(NameDeletedError);
    const other = nameOf('other', 'content');
    await staged.prepare(other);
    await staged.commit({ replacing: 'absent' });
    await staged.dispose();
    expect(await readStored(storage, other)).toBe('content');
  });

  it('is content with the same file of another node', async () => {
    store.plant(name, 'content');
    await commit('content');
    expect(await storage.stateOf(name)).toBe('committed');
    expect(store.calls.get('replace')).toBeUndefined();
  });

  it('replaces what another node has stored with another size', async () => {
    store.plant(name, 'cont');
    await commit('content');
    expect(await readStored(storage, name)).toBe('content');
    expect(storage.quarantined.report()).toMatchObject({ found: 1, replaced: 1 });
  });

  it('stores a corrupt file again that somebody has removed meanwhile', async () => {
    await commit('content', 'corrupt');
    expect(await readStored(storage, name)).toBe('content');
  });

  it('never replaces an object without content: a mark has the same version', async () => {
    store.plant(name, '');
    await expect(commit('content', 'corrupt')).rejects.toMatchObject({ code: 'EmptyObject' });
  });

  it('gives up on a name that changes all the time', async () => {
    store.plant(name, 'CONTENT');
    store.onCall = (operation) => {
      if (operation === 'replace') store.plant(name, `CONTENT ${store.calls.get('replace')}`);
      return undefined;
    };
    await expect(commit('content', 'corrupt')).rejects.toMatchObject({ code: 'NameContended' });
    expect(store.calls.get('replace')).toBe(4);
  });

  it('passes on what the store fails with', async () => {
    store.onCall = () => 'before';
    await expect(commit('content')).rejects.toMatchObject({ code: 'SlowDown' });
  });
});

describe('a corrupt object', () => {
  it('is counted and logged once, stays where it is, and is forgotten with its name', async () => {
    store.plant(name, 'CONTENT');
    const version = (await storage.version(name)) as string;
    expect(await storage.quarantine(name, 'another')).toBe('changed');
    for (const _ of [1, 2]) expect(await storage.quarantine(name, version)).toBe('quarantined');
    expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 0, kept: 1, full: false });
    expect(storage.quarantined.has(name)).toBe(true);
    expect(logLines).toMatchObject([{ level: 'error', fields: { name } }]);
    expect(store.objects.has(name)).toBe(true);
    await storage.remove(name);
    expect(storage.quarantined.report()).toMatchObject({ found: 1, kept: 0 });
  });

  it('is reported until it is counted, and again once it was intact', async () => {
    const reported: string[] = [];
    storage.onCorrupt((_name, version) => void reported.push(version));
    const read = (): Promise<unknown> => readStored(storage, name).catch(() => undefined);
    store.plant(name, 'CONTENT');
    const version = (await storage.version(name)) as string;
    for (const _ of [1, 2]) await read();
    await storage.quarantine(name, version);
    for (const use of ['whole', 'part'] as const) {
      expect(await storage.open(name, use)).toBeUndefined();
    }
    expect(await listOfNames(storage)).toEqual([]);
    store.calls.clear();
    expect(await storage.stateOf(name)).toBe('corrupt');
    expect(Object.fromEntries(store.calls)).toEqual({ head: 1 });
    expect(reported).toEqual([version, version]);
    store.plant(name, 'content');
    await read();
    expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
    store.plant(name, 'CONTENT');
    await read();
    expect(reported).toHaveLength(3);
  });

  it('is not reported again by who opened it before it was counted', async () => {
    const reported: string[] = [];
    storage.onCorrupt((_name, version) => void reported.push(version));
    store.plant(name, 'CONTENT');
    const files = [await storage.open(name), await storage.open(name)] as StoredFile[];
    for (const file of files) {
      await expect(file.readAll()).rejects.toMatchObject({ name: 'CorruptFileError' });
      await storage.quarantine(name, (await storage.version(name)) as string);
    }
    expect(reported).toHaveLength(1);
  });

  it('that takes the place of another one is counted, too', async () => {
    for (const content of ['CONTENT', 'Content']) {
      store.plant(name, content);
      await storage.quarantine(name, (await storage.version(name)) as string);
    }
    expect(storage.quarantined.report()).toEqual({ found: 2, replaced: 0, kept: 1, full: false });
  });

  it('stays as it is where too many are known', async () => {
    for (let count = 0; count < 10_000; count += 1) {
      const other = nameOf(`${count}`, 'content');
      store.plant(other, 'CONTENT');
      await storage.quarantine(other, (await storage.version(other)) as string);
    }
    store.plant(name, 'CONTENT');
    const version = (await storage.version(name)) as string;
    expect(await storage.quarantine(name, version)).toBe('full');
    expect(storage.quarantined.report()).toMatchObject({ kept: 10_000, full: true });
  });

  it('is counted as replaced once an upload has come', async () => {
    store.plant(name, 'CONTENT');
    await storage.quarantine(name, (await storage.version(name)) as string);
    await commit('content', 'corrupt');
    expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
  });
});
