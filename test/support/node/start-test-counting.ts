import { onTestFinished } from 'vitest';
import { createKeyedMutex } from '../../../lib/concurrency/keyed-mutex.ts';
import { trackInventory } from '../../../lib/inventory/track-inventory.ts';
import { createMemoryJournal } from '../../../lib/journal/memory-journal.ts';
import { createMemoryStorage } from '../../../lib/memory-storage/memory-storage.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import { createSha1 } from '../../../runtime/node/hash.ts';
import { nameOf } from '../disk/open-test-storage.ts';
import { bytesOf } from '../disk/small-files.ts';
import { bodyOf } from '../http/body-of.ts';
import type { LogLine } from './create-test-context.ts';
import { createManualTimers } from './manual-timers.ts';
import { createTestSavedBytes } from './test-saved-bytes.ts';

/** The size that the file of each number has: that of no two sums of others. */
export function sizeOfFile(number: number): number {
  return 2 ** number;
}

/** The size of these files together. */
export function sizeOfFiles(...numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + sizeOfFile(number), 0);
}

function contentOf(number: number): string {
  return String(number % 10).repeat(sizeOfFile(number));
}

/** The name of the file of a number. */
export function fileName(number: number): StoredName {
  return nameOf(`file-${number}`, contentOf(number));
}

/** An inventory whose bytes are counted, on a storage in memory that has the files of numbers. */
export function startTestCounting(numbers: readonly number[], savedBytes = createTestSavedBytes()) {
  const clock = { ms: 1_000_000 };
  const timers = createManualTimers(clock);
  const lines: LogLine[] = [];
  const files = new Map(numbers.map((number) => [fileName(number), bytesOf(contentOf(number))]));
  const plain = createMemoryStorage({ createSha1, files });
  const journal = createMemoryJournal();
  const nameLocks = createKeyedMutex<StoredName>();
  const state = {
    isMissing: false,
    openLists: 0,
    /** How many times the files were listed to count them. */
    counts: 0,
    /** Called before a name is listed to fill the inventory. */
    beforeFound: async (_name: StoredName): Promise<unknown> => undefined,
    /** Called before a name is listed to be counted. */
    beforeListed: async (_name: StoredName): Promise<unknown> => undefined,
    /** Called before the size of a file is asked for. */
    beforeSize: async (_name: StoredName): Promise<unknown> => undefined,
    /** How many times the size of a file was asked for. */
    sizes: 0,
    /** Called when the size of a file is known, before it is told. */
    afterSize: async (_name: StoredName): Promise<unknown> => undefined,
  };
  async function* list(): AsyncGenerator<StoredName> {
    const isToCount = tracked.inventory.isComplete;
    if (isToCount) state.counts += 1;
    state.openLists += 1;
    try {
      for (const name of files.keys()) {
        await (isToCount ? state.beforeListed(name) : state.beforeFound(name));
        yield name;
      }
    } finally {
      state.openLists -= 1;
    }
  }
  async function sizeOf(name: StoredName): Promise<number | undefined> {
    state.sizes += 1;
    await state.beforeSize(name);
    const sizeBytes = await plain.sizeOf(name);
    await state.afterSize(name);
    return sizeBytes;
  }
  const write =
    (level: LogLine['level']) =>
    (message: string, fields = {}): void =>
      void lines.push({ level, message, fields });
  const tracked = trackInventory({
    storage: { ...plain, list, sizeOf },
    journal,
    createSha1,
    savedBytes,
    timers,
    clock: { nowMs: () => clock.ms },
    log: { error: write('error'), warn: write('warn'), debug: write('debug') },
  });
  const { storage, inventory } = tracked;
  const filling = tracked.startFilling({
    isStorageMissing: async () => state.isMissing,
    removeDeleted: (name) => storage.remove(name),
    nameLocks,
  });
  onTestFinished(() => filling.stop());

  async function commit(number: number): Promise<void> {
    const name = fileName(number);
    const replacing = await storage.stateOf(name);
    if (replacing === 'committed' || replacing === 'deleted') return;
    if (replacing === 'intact') return await storage.adopt(name);
    const staged = await storage.stage(bodyOf(contentOf(number)), Infinity);
    await staged.prepare(name);
    await staged.commit({ replacing });
  }

  async function remove(number: number): Promise<void> {
    const name = fileName(number);
    await tracked.journal.append({ op: 'DELETE', name, seconds: 1 });
    await storage.remove(name);
  }

  return {
    storage,
    inventory,
    savedBytes,
    files,
    clock,
    timers,
    lines,
    state,
    filling,
    total: () => inventory.bytes.total,
    upload: (number: number) => nameLocks.withLock(fileName(number), () => commit(number)),
    delete: (number: number) => nameLocks.withLock(fileName(number), () => remove(number)),
  };
}
