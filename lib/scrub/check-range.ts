import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import { askSize } from '../inventory/ask-size.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import { type CheckFile, fileCost } from './check-file.ts';
import { listRange, type NameRange } from './list-range.ts';
import { createPace, type Pace } from './pace.ts';
import type { Pause } from './pause.ts';
import type { ScrubCounts } from './scrub-place.ts';

/** Files that are measured without a pause. */
const filesPerTurn = 64;

export interface CheckRangeOptions {
  readonly storage: Pick<Storage, 'list' | 'sizeOf'>;
  readonly inventory: Inventory;
  readonly checkFile: CheckFile;
  /** Waits as long as files can't be read, or nothing can be done about them. */
  readonly untilReady: () => Promise<void>;
  readonly pause: Pause;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

/** Takes note of a file that was checked: of its place, and of what is to be counted. */
export type NoteChecked = (position: number, added: Partial<ScrubCounts>) => Promise<void>;

/**
 * Lists all files, and checks those of a range, and those that are new, one after the other, spread
 * over `spanMs`. Makes the node list them once more where some are missing.
 */
export async function checkRange(
  range: NameRange,
  spanMs: number,
  options: CheckRangeOptions,
  note: NoteChecked,
): Promise<void> {
  const { inventory, untilReady, pause, clock, log } = options;
  const { names, newNames, hasMissing } = await listRange(range, options);
  if (hasMissing && inventory.isComplete) {
    log.warn('stored files are missing; all are listed again');
    inventory.doubt();
  }
  // New ones are counted when their range is checked.
  const early = newNames.map((name) => ({ name, position: range.from, isCounted: false }));
  const files = [...early, ...names.map((file) => ({ ...file, isCounted: true }))];
  const pace = createPace(clock, pause, await costOf(files, options), spanMs);
  let failed = 0;
  for (const { name, position, isCounted } of files) {
    await untilReady();
    const added = await tryCheck(name, pace, options, failed === 0);
    failed += added.failed ?? 0;
    await note(position, isCounted ? added : { ...added, files: 0, bytes: 0, failed: 0 });
  }
  await pace.rest();
}

/** What checking all of these files costs. */
async function costOf(
  names: readonly { readonly name: StoredName }[],
  { storage, pause }: CheckRangeOptions,
): Promise<number> {
  let cost = 0;
  for (const [index, { name }] of names.entries()) {
    // The check of a file reports what is wrong with it.
    cost += fileCost + ((await askSize(storage, name)) ?? 0);
    if (index % filesPerTurn === 0) await pause(0);
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
    await pace.spend(fileCost);
    return { files: 1, failed: 1 };
  }
}
