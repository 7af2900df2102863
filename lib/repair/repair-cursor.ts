import type { Fingerprint } from '../collections/fingerprint.ts';
import type { FingerprintSet } from '../collections/fingerprint-set.ts';
import type { JournalCursor, JournalEntry, Operation } from '../journal/journal.ts';
import type { FingerprintName } from '../names/name-fingerprint.ts';
import type { StoredName } from '../names/stored-name.ts';

/** How many operations are read ahead of those that are sent. */
const maxAhead = 256;
/** Names that are read without a pause, so that requests are served in between. */
const namesPerTurn = 512;

export interface RepairCursorOptions {
  /** All names of this node, of which those that are missing are taken. */
  readonly names: AsyncIterable<StoredName> | Iterable<StoredName>;
  /** What is missing; the cursor removes what it has read. */
  readonly missing: FingerprintSet;
  readonly fingerprintName: FingerprintName;
  readonly toOperation: (name: StoredName) => Operation;
  /** Lets other work go on. */
  readonly pause: () => Promise<void>;
  /** There is more to take, or nothing is left. */
  readonly onRead: () => void;
  /** These were not among the names. */
  readonly onAbsent: (fingerprints: readonly Fingerprint[]) => void;
  readonly onError: (error: unknown) => void;
}

/** A cursor over what a peer lacks, which a queue sends like operations of the journal. */
export interface RepairCursor extends JournalCursor {
  /** Gives up what is left, and closes what it reads. */
  close(): Promise<void>;
}

/** Creates a cursor that reads the names in the background: `fill` never waits for them. */
export function createRepairCursor(options: RepairCursorOptions): RepairCursor {
  const { missing, fingerprintName, toOperation, pause, onRead, onAbsent, onError } = options;
  const names = iterate(options.names);
  let ahead: JournalEntry[] = [];
  let isReading = false;
  let isClosed = false;

  async function read(): Promise<void> {
    for (let count = 1; missing.size > 0 && ahead.length < maxAhead; count += 1) {
      const { done, value } = await names.next();
      if (done === true) giveUp();
      else if (missing.delete(fingerprintName(value))) {
        ahead.push({ ...toOperation(value), sequence: 0 });
      }
      if (count % namesPerTurn === 0) await pause();
    }
    if (missing.size === 0) await names.return(undefined);
  }

  function giveUp(): void {
    const absent = missing.withPrefix(0, 0);
    missing.clear();
    onAbsent(absent);
  }

  async function readOn(): Promise<void> {
    isReading = true;
    try {
      await read();
    } catch (error) {
      // The next comparison finds the rest.
      missing.clear();
      if (!isClosed) onError(error);
    }
    isReading = false;
    if (!isClosed) onRead();
  }

  return {
    async fill() {
      if (ahead.length < maxAhead / 2 && missing.size > 0 && !isReading) void readOn();
      return ahead.length > 0;
    },
    next: () => ahead.shift(),
    position: () => 0,
    remaining: () => missing.size + ahead.length,
    async close() {
      isClosed = true;
      missing.clear();
      ahead = [];
      await names.return(undefined);
    },
  };
}

async function* iterate(
  names: AsyncIterable<StoredName> | Iterable<StoredName>,
): AsyncGenerator<StoredName> {
  yield* names;
}
