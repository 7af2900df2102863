import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import { askSize } from '../inventory/ask-size.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import type { CheckFile } from './check-file.ts';
import { listRange, type NameRange } from './list-range.ts';
import { createPace, type Pace } from './pace.ts';
import type { Pause } from './pause.ts';
import type { ScrubCounts } from './scrub-place.ts';

/** What opening a file costs, as the number of bytes that could be read instead. */
const fileCost = 64 * 1024;
/** Files that are measured without a pause. */
const filesPerTurn = 64;

interface FileToCheck {
  readonly name: StoredName;
  readonly position: number;
  readonly isCounted: boolean;
}

export interface CheckRangeOptions {
  readonly storage: Pick<Storage, 'list' | 'sizeOf' | 'quarantined'>;
  readonly inventory: Inventory;
  readonly checkFile: CheckFile;
  /** Waits as long as files can't be read, or nothing can be done about them. */
  readonly untilReady: () => Promise<void>;
  readonly pause: Pause;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where the check is, right after it has read a file. */
export interface Progress {
  /** All files before it were checked. */
  readonly position: number;
  /** How long to wait before the next file is read. */
  readonly waitMs: number;
  /** What is to be counted. */
  readonly added: Partial<ScrubCounts>;
}

/**
 * Lists all files, and checks those of a range, and those that are new, one after the other, spread
 * over `spanMs`. Makes the node list them once more where some are missing. `note` is called right
 * after each file: a node that is stopped in the pause behind it has checked it. Returns how much
 * of the span is left.
 */
export async function checkRange(
  range: NameRange,
  spanMs: number,
  options: CheckRangeOptions,
  note: (progress: Progress) => Promise<void>,
): Promise<number> {
  const { untilReady, pause, clock } = options;
  const files = await listFiles(range, options);
  const pace = createPace(clock, pause, await costOf(files, options), spanMs);
  let failed = 0;
  for (const [index, { name, isCounted }] of files.entries()) {
    await untilReady();
    const added = await tryCheck(name, pace, options, failed === 0);
    failed += added.failed ?? 0;
    pace.note(fileCost);
    await note({
      // Another file may have the same position as this one.
      position: files[index + 1]?.position ?? range.end,
      waitMs: pace.pendingMs,
      added: isCounted ? added : { ...added, files: 0, bytes: 0, failed: 0 },
    });
    await pace.rest();
  }
  return pace.leftMs;
}

/** What is to be checked: new files first, which are counted when their range is checked. */
async function listFiles(
  range: NameRange,
  options: CheckRangeOptions,
): Promise<readonly FileToCheck[]> {
  const { names, newNames, hasMissing } = await listRange(range, options);
  if (hasMissing && options.inventory.isComplete) {
    options.log.warn('stored files are missing; all are listed again');
    options.inventory.doubt();
  }
  const early = newNames.map((name) => ({ name, position: range.from, isCounted: false }));
  return [...early, ...names.map((file) => ({ ...file, isCounted: true }))];
}

/** What checking all of these files costs. */
async function costOf(
  names: readonly { readonly name: StoredName }[],
  { storage, pause, clock }: CheckRangeOptions,
): Promise<number> {
  const pace = createPace(clock, pause, 1, 0);
  let cost = 0;
  for (const [index, { name }] of names.entries()) {
    // The check of a file reports what is wrong with it.
    cost += fileCost + ((await askSize(storage, name)) ?? 0);
    if (index % filesPerTurn === 0) await pace.rest();
  }
  return cost;
}

/** A file that can't be checked stops no other. One of many is logged: a disk may have failed. */
async function tryCheck(
  name: StoredName,
  pace: Pace,
  { checkFile, signal, log }: CheckRangeOptions,
  isLogged: boolean,
): Promise<Partial<ScrubCounts>> {
  try {
    return await checkFile(name, pace);
  } catch (error) {
    signal.throwIfAborted();
    if (isLogged) log.error('a stored file could not be checked', { name, error });
    return { files: 1, failed: 1 };
  }
}
