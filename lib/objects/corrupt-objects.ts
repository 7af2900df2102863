import type { Log } from '../host/log.ts';
import { defaultQuarantineLimits } from '../limits/quarantine-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createQuarantineIndex, type Quarantined } from '../quarantine/quarantine-index.ts';

/** The corrupt objects that were found: they are counted, and stay where they are. */
export interface CorruptObjects extends Quarantined {
  /** Counts an object, once. */
  note(name: StoredName): void;
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
  return {
    has: index.has,
    report: index.report,
    note(name) {
      if (index.has(name) || !index.hasSpaceFor(name)) return;
      index.countFound();
      index.add(name, 0);
      log.error('a stored object is corrupt; it stays in its bucket, and is not served', { name });
    },
    noteReplaced(name) {
      if (!index.delete(name)) index.countFound();
      index.countReplaced();
    },
    noteIntact(name) {
      if (index.delete(name)) index.countReplaced();
    },
    forget: (name) => void index.delete(name),
  };
}
