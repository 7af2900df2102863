import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import { defaultQuarantineLimits } from '../limits/quarantine-limits.ts';
import { copyString } from '../names/copy-string.ts';
import { restoreStoredName, type StoredName } from '../names/stored-name.ts';
import { createQuarantineIndex, type Quarantined } from '../quarantine/quarantine-index.ts';

/** The corrupt objects that were found: they are counted, and stay where they are. */
export interface CorruptObjects extends Quarantined {
  /** Counts a version of an object, once. */
  note(name: StoredName, version: string): void;
  /**
   * Whether this version was found to be corrupt not long ago. Another one may be intact, and so
   * may this one by now: its tag is the hash of what should be there, and stays when another node
   * or the store puts that back.
   */
  isCorrupt(name: StoredName, version: string): boolean;
  /** An intact object has come in the place of one, whether or not that was counted before. */
  noteReplaced(name: StoredName): void;
  /** An object was read and is intact: by now, where another node has replaced it. */
  noteIntact(name: StoredName): void;
  /** The name of an object was deleted. */
  forget(name: StoredName): void;
}

/** For so long a version that was found to be corrupt is not read again. */
const restMs = 600_000;

/** A version that was corrupt when it was read. */
interface CorruptVersion {
  readonly version: string;
  readonly readMs: number;
}

export interface CorruptObjectsOptions {
  readonly log: Log;
  readonly clock: Clock;
}

/** Counts the corrupt objects of a store, and logs each. */
export function createCorruptObjects({ log, clock }: CorruptObjectsOptions): CorruptObjects {
  const index = createQuarantineIndex(defaultQuarantineLimits);
  const versions = new Map<StoredName, CorruptVersion>();

  function remove(name: StoredName): boolean {
    versions.delete(name);
    return index.delete(name);
  }

  return {
    has: index.has,
    names: index.names,
    report: index.report,
    ensureListed: index.ensureListed,
    isCorrupt(name, version) {
      const known = versions.get(name);
      if (known?.version !== version) return false;
      return Math.abs(clock.nowMs() - known.readMs) < restMs;
    },
    note(name, version) {
      if (!index.hasSpaceFor(name)) return;
      const isKnown = versions.get(name)?.version === version;
      versions.set(restoreStoredName(copyString(name)), { version, readMs: clock.nowMs() });
      if (isKnown) return;
      index.countFound();
      index.add(name, 0);
      log.error('a stored object is corrupt; it stays in its bucket, and is not served', { name });
    },
    noteReplaced(name) {
      if (!remove(name)) index.countFound();
      index.countReplaced();
    },
    noteIntact(name) {
      if (remove(name)) index.countReplaced();
    },
    forget: (name) => void remove(name),
  };
}
