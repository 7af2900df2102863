import { onTestFinished } from 'vitest';
import { createInventory } from '../../../lib/inventory/inventory.ts';
import { startFilling } from '../../../lib/inventory/start-filling.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import { createTombstoneSet } from '../../../lib/tombstones/tombstones.ts';
import { hashText } from '../../../runtime/node/hash.ts';
import { nameOf } from '../disk/open-test-storage.ts';
import type { LogLine } from './create-test-context.ts';
import { createManualTimers } from './manual-timers.ts';

/** So many names, always the same. */
export function namesOf(count: number): StoredName[] {
  return Array.from({ length: count }, (_, index) => nameOf(`file-${index}`, 'content'));
}

/** An inventory that is filled from a storage of the test's own, which it may change. */
export function startTestFilling(stored: StoredName[], deleted: readonly StoredName[] = []) {
  const clock = { ms: 0 };
  const timers = createManualTimers(clock);
  const lines: LogLine[] = [];
  const inventory = createInventory(hashText);
  const tombstones = createTombstoneSet();
  for (const name of deleted) tombstones.add(name);
  const state = {
    stored,
    isMissing: false,
    /** How many times the files were listed, and how many of these lists are not closed. */
    lists: 0,
    openLists: 0,
    removed: [] as StoredName[],
    /** Called before a name is listed. */
    onNext: (_name: StoredName): unknown => undefined,
    remove: async (name: StoredName): Promise<unknown> => state.removed.push(name),
  };
  async function* list(): AsyncGenerator<StoredName> {
    state.lists += 1;
    state.openLists += 1;
    try {
      for (const name of [...state.stored]) {
        await state.onNext(name);
        yield name;
      }
    } finally {
      state.openLists -= 1;
    }
  }
  const write =
    (level: LogLine['level']) =>
    (message: string, fields = {}): void =>
      void lines.push({ level, message, fields });
  const filling = startFilling({
    inventory,
    tombstones,
    storage: { list },
    isStorageMissing: async () => state.isMissing,
    removeDeleted: (name) => state.remove(name),
    timers,
    clock: { nowMs: () => clock.ms },
    log: { error: write('error'), warn: write('warn'), debug: write('debug') },
  });
  onTestFinished(() => filling.stop());
  return { inventory, state, filling, timers, lines };
}
