import { beforeEach, describe, expect, it } from 'vitest';
import type { StorageBackend } from '../../../../lib/storage/storage.ts';
import { readStored } from '../../../support/disk/nested-files.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { collectLog, type LogLine } from '../../../support/node/collect-log.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

const name = nameOf('file', 'content');
const minutesMs = 60_000;

let store: MemoryObjectStore;
let storage: StorageBackend;
let clock: { ms: number };
let logLines: LogLine[];
let version: string;

/** Flips a bit, as on the disk of the store: its entity tag stays. */
function flipBit(): void {
  const bytes = store.objects.get(name)?.bytes as Uint8Array;
  bytes[0] = (bytes[0] ?? 0) ^ 1;
}

beforeEach(async () => {
  store = createMemoryObjectStore();
  clock = { ms: 0 };
  logLines = [];
  const options = { clock: { nowMs: () => clock.ms }, log: collectLog(logLines) };
  ({ storage } = await openTestObjects(store, options));
  store.plant(name, 'content');
  version = (await storage.version(name)) as string;
  flipBit();
  expect(await storage.quarantine(name, version)).toBe('quarantined');
});

it('all corrupt objects that are known are listed at any time', async () => {
  await storage.quarantined.ensureListed();
  expect(storage.quarantined.names(5)).toEqual([name]);
});

describe('an object that was found to be corrupt', () => {
  it('is read again after ten minutes: it may have been repaired under the same tag', async () => {
    flipBit();
    clock.ms += 9 * minutesMs;
    expect(await storage.open(name)).toBeUndefined();
    expect(await storage.stateOf(name)).toBe('corrupt');
    clock.ms += minutesMs;
    expect(await readStored(storage, name)).toBe('content');
    expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
  });

  it.each(['whole', 'part'] as const)(
    'is forgotten when its %s shows that another node has deleted it',
    async (use) => {
      await store.markDeleted(name);
      expect(await storage.open(name, use)).toBeUndefined();
      expect(storage.quarantined.has(name)).toBe(false);
      expect(storage.quarantined.report()).toMatchObject({ found: 1, replaced: 0, kept: 0 });
    },
  );

  it('and still is, is left alone for as long again, without a word', async () => {
    clock.ms += 10 * minutesMs;
    expect(await storage.stateOf(name)).toBe('corrupt');
    expect(store.calls.get('get')).toBe(1);
    expect(await storage.quarantine(name, version)).toBe('quarantined');
    clock.ms += 9 * minutesMs;
    expect(await storage.stateOf(name)).toBe('corrupt');
    expect(await storage.open(name, 'part')).toBeUndefined();
    expect(store.calls.get('get')).toBe(1);
    expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 0, kept: 1, full: false });
    expect(logLines).toHaveLength(1);
  });
});
