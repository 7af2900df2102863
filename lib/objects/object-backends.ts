import { createSlots } from '../concurrency/slots.ts';
import type { Timers } from '../host/timers.ts';
import { defaultObjectLimits, type ObjectLimits } from '../limits/object-limits.ts';
import { createMultipartSpool } from '../object-store/multipart-spool.ts';
import type { Spool } from '../object-store/spool.ts';
import { createObjectDeletions, type ObjectDeletions } from './object-deletions.ts';
import { createObjectJournal, type ObjectJournal } from './object-journal.ts';
import {
  createObjectStorage,
  type ObjectStorage,
  type ObjectStorageOptions,
} from './object-storage.ts';

/** How many large uploads a node without a disk takes at once: each has 8 MiB in memory. */
const maxMultipartUploads = 6;
/** How long an upload waits for its turn. */
const maxMultipartWaitMs = 30_000;

export interface ObjectBackendsOptions
  extends Omit<ObjectStorageOptions, 'deletions' | 'spool' | keyof ObjectLimits>,
    Partial<ObjectLimits> {
  /** The bucket itself unless given. */
  readonly spool?: Spool | undefined;
  readonly timers: Timers;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
}

/** What a node keeps its files and its deletions in. */
export interface ObjectBackends {
  readonly storage: ObjectStorage;
  readonly journal: ObjectJournal;
  readonly deletions: ObjectDeletions;
}

/** Creates the storage and the journal of a node, both in one bucket. */
export function createObjectBackends(options: ObjectBackendsOptions): ObjectBackends {
  const { store, timers } = options;
  const slots = createSlots(maxMultipartUploads, timers, maxMultipartWaitMs);
  const spool = options.spool ?? createMultipartSpool({ ...options, slots });
  const deletions = createObjectDeletions(store);
  return {
    storage: createObjectStorage({ ...defaultObjectLimits, ...options, spool, deletions }),
    journal: createObjectJournal(store, deletions),
    deletions,
  };
}
