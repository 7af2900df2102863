import { describe, expect, it } from 'vitest';
import { NameDeletedError } from '../../../../lib/errors/domain-errors.ts';
import { createBucketOrigin } from '../../../../lib/maintenance/bucket-origin.ts';
import { type CopyTarget, copyFile } from '../../../../lib/maintenance/copy-file.ts';
import { type CopyEntry, copyFiles } from '../../../../lib/maintenance/copy-files.ts';
import { createMemoryStorage } from '../../../../lib/memory-storage/memory-storage.ts';
import { partsOf, type StoredName } from '../../../../lib/names/stored-name.ts';
import type { CopyState, StagedFile, StorageBackend } from '../../../../lib/storage/storage.ts';
import { createSha1 } from '../../../../runtime/node/hash.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

const a = nameOf('a.txt', 'a');
const reading = { onRead: () => undefined, signal: new AbortController().signal };

async function* nothing(): AsyncGenerator<StoredName> {}

describe('a target that others write to', () => {
  const source = { name: a, sizeBytes: 1, read: () => bytesOf('a') };

  async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(text);
  }

  function targetIn(state: CopyState, changes: Partial<StorageBackend> = {}): CopyTarget {
    const storage = {
      ...createMemoryStorage({ createSha1 }),
      sizeOf: async () => (state === 'absent' ? undefined : 99),
      stateOf: async () => state,
      adopt: async () => undefined,
      ...changes,
    };
    const stage: CopyTarget['stage'] = ({ read }) => storage.stage(read(), Infinity);
    return { storage, stage, tombstones: { has: async () => false } };
  }

  it.each([
    ['deleted', 'deleted'],
    ['intact', 'present'],
    ['committed', 'present'],
    ['absent', 'copied'],
    ['corrupt', 'replaced'],
  ] as const)('where a copy of another size is %s makes the file %s', async (state, kind) => {
    expect(await copyFile(source, targetIn(state))).toEqual({ kind });
  });

  it('deletes the name meanwhile', async () => {
    const stage = async (): Promise<StagedFile> => ({
      sha1: partsOf(a).sha1,
      sizeBytes: 1,
      prepare: async () => undefined,
      commit: () => Promise.reject(new NameDeletedError()),
      dispose: async () => undefined,
    });
    expect(await copyFile(source, targetIn('absent', { stage }))).toEqual({ kind: 'deleted' });
  });

  it('fails as a whole', async () => {
    const stage = () => Promise.reject(new Error('EIO'));
    await expect(copyFile(source, targetIn('absent', { stage }))).rejects.toThrow('EIO');
  });

  it('is given time after many files', async () => {
    let pauses = 0;
    const target = targetIn('absent', {
      async finished() {
        pauses += 1;
      },
    });
    async function* files(): AsyncGenerator<CopyEntry> {
      for (let index = 0; index < 1000; index += 1) {
        const name = nameOf(`many-${index}`, 'a');
        yield { path: name, source: { ...source, name } };
      }
    }
    await copyFiles({
      origin: { deletions: () => nothing(), files },
      target: { ...target, recordDeletions: async () => [] },
      onFinding: () => undefined,
      signal: new AbortController().signal,
    });
    expect(pauses).toBe(2);
  });

  it('loses an object between its listing and its reading', async () => {
    const store = createMemoryObjectStore();
    store.plant(a, 'a');
    const { storage } = await openTestObjects(store);
    const gone = { ...storage, open: async () => undefined };
    for await (const entry of createBucketOrigin(store, gone, reading).files()) {
      if (!('source' in entry)) throw new Error('It was not found.');
      const outcome = await copyFile(entry.source, targetIn('absent'));
      expect(outcome.kind).toBe('unreadable');
    }
  });
});
