import { indexDirectory } from '../../../lib/tombstones/index-run.ts';
import {
  openTombstoneIndex,
  type TombstoneIndex,
} from '../../../lib/tombstones/tombstone-index.ts';
import { entryAt } from './index-entries.ts';
import type { MemoryDisk } from './memory-disk.ts';

/** An index over a log that is not there, with what it warned of. */
export interface TestIndex extends TombstoneIndex {
  readonly warnings: readonly string[];
  /** The log: its size and when it was modified, which a test may change. */
  readonly tombstoneLog: { size: number; modified: number };
}

/** Opens the index of a log that is as long, and was modified when, the test says. */
export async function openTestIndex(
  disk: MemoryDisk,
  { fewRuns = 1, size = Infinity, modified = 1 } = {},
): Promise<TestIndex> {
  const files = disk.mount();
  await files.makeDirectory('');
  await files.makeDirectory(indexDirectory);
  await files.syncDirectory('');
  const warnings: string[] = [];
  const log = {
    error: () => undefined,
    warn: (message: string) => void warnings.push(message),
    debug: () => undefined,
  };
  const state = { size, modified };
  const tombstoneLog = { sizeBytes: () => state.size, modifiedMs: async () => state.modified };
  const index = await openTombstoneIndex({ files, log, tombstoneLog, fewRuns });
  return { ...index, warnings, tombstoneLog: state };
}

/** Covers entries at offsets up to the end, ten bytes each. */
export async function coverTo(index: TombstoneIndex, end: number): Promise<void> {
  for (let offset = index.coveredBytes(); offset < end; offset += 10) index.hold(entryAt(offset));
  await index.cover(end, end);
}

/** Whether all entries up to the end are found, and not the one there. */
export async function hasAll(index: TombstoneIndex, end: number): Promise<boolean> {
  for (let offset = 0; offset < end; offset += 10) {
    const found = await index.find(entryAt(offset), async (at) => at === offset);
    if (!found) return false;
  }
  return !(await index.find(entryAt(end), async () => true));
}
