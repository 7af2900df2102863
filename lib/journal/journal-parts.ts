import type { FreeSpace } from '../disk/free-space.ts';
import type { Log } from '../host/log.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { TombstoneStore } from '../tombstones/tombstone-store.ts';
import type { RecordedUploads } from './recorded-uploads.ts';
import type { SegmentWriterParts } from './segment-writer.ts';

/** What the journal is made of: what its node gives it, and what `openJournal` reads from disk. */
export interface JournalParts extends SegmentWriterParts {
  readonly tombstones: TombstoneStore;
  readonly recorded: RecordedUploads;
  readonly freeSpace: FreeSpace;
  readonly log: Log;
  /** Whether records are kept until `compact` says that all peers have them. */
  readonly hasPeers: boolean;
  /** `defaultMemoryLimits` if absent. */
  readonly memoryLimits?: MemoryLimits | undefined;
  /** Called after the queue directory was removed and made again; nothing is in it then. */
  readonly onVanished: () => Promise<void>;
}
