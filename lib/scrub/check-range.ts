import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import { type CheckFile, fileCost } from './check-file.ts';
import { type ListedRange, listRange, type NameRange } from './list-range.ts';
import { createPace, type Pace } from './pace.ts';
import type { Pause } from './pause.ts';
import type { ScrubCounts } from './scrub-place.ts';

/** Files that are measured without a pause. */
const filesPerTurn = 64;

export interface CheckRangeOptions {
  readonly storage: Pick<Storage, 'list' | 'open'>;
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
 * Lists the files of a range and checks them one after the other, spread over `spanMs`. Makes the
 * node list all its files again where some are missing.
 */
export async function checkRange(
  range: NameRange,
  spanMs: number,
  options: CheckRangeOptions,
  note: NoteChecked,
): Promise<void> {
  const { inventory, untilReady, pause, clock, log } = options;
  const { names, missing } = await listRange(range, options);
  if (missing > 0 && inventory.isComplete) {
    log.warn('stored files are missing; all are listed again', { files: missing });
    inventory.doubt();
  }
  const pace = createPace(clock, pause, await costOf(names, options), spanMs);
  let failed = 0;
  for (const { name, position } of names) {
    await untilReady();
    const added = await tryCheck(name, pace, options, failed === 0);
    failed += added.failed ?? 0;
    await note(position, added);
  }
  await pace.rest();
}

/** What checking all of these files costs. */
async function costOf(
  names: ListedRange['names'],
  { storage, pause }: CheckRangeOptions,
): Promise<number> {
  let cost = 0;
  for (const [index, { name }] of names.entries()) {
    cost += fileCost + (await sizeOf(name, storage));
    if (index % filesPerTurn === 0) await pause(0);
  }
  return cost;
}

async function sizeOf(name: StoredName, storage: Pick<Storage, 'open'>): Promise<number> {
  try {
    const file = await storage.open(name);
    await file?.close();
    return file?.sizeBytes ?? 0;
  } catch {
    // The check of the file reports it.
    return 0;
  }
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
