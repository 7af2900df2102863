import type { Log } from '../host/log.ts';
import { defaultQuarantineLimits } from '../limits/quarantine-limits.ts';
import { copyString } from '../names/copy-string.ts';
import { restoreStoredName, type StoredName } from '../names/stored-name.ts';
import { createQuarantineIndex, type Quarantined } from '../quarantine/quarantine-index.ts';

/** The corrupt objects that were found: they are counted, and stay where they are. */
export interface CorruptObjects extends Quarantined {
  /** Counts a version of an object, once. */
  note(name: StoredName, version: string): void;
  /** Whether this version was found to be corrupt: another one may be intact. */
  isCorrupt(name: StoredName, version: string): boolean;
  /** An intact object has come in the place of one, whether or not that was counted before. */
  noteReplaced(name: StoredName): void;
  /** An object was read and is intact: by now, where another node has replaced it. */
  noteIntact(name: StoredName): void;
  /** The name of an object was deleted. */
  forget(name: StoredName): void;
}

/** Counts the corrupt objects of a store, and logs each. */
export function createCorruptObjects(log: Log): CorruptObjects {
  const index = createQuarantineIndex(defaultQuarantineLimits);
  const versions = new Map<StoredName, string>();

  function remove(name: StoredName): boolean {
    versions.delete(name);
    return index.delete(name);
  }

  return {
    has: index.has,
    report: index.report,
    isCorrupt: (name, version) => versions.get(name) === version,
    note(name, version) {
      if (versions.get(name) === version || !index.hasSpaceFor(name)) return;
      index.countFound();
      index.add(name, 0);
      versions.set(restoreStoredName(copyString(name)), version);
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
