import { createDeletionSet, type DeletionSet } from '../../lib/deletion-set.ts';
import { createDiskReserve, type DiskReserve } from '../../lib/disk-reserve.ts';
import type { FileJournal } from '../../lib/file-journal.ts';
import type { FileSystem } from '../../lib/file-system.ts';
import { createNodeHealth, type NodeHealth } from '../../lib/node-health.ts';
import { openJournal } from '../../lib/open-journal.ts';
import { operationKinds } from '../../lib/operation-kinds.ts';
import type { StoredName } from '../../lib/stored-name.ts';
import { createUploadRoom } from '../../lib/upload-room.ts';
import { silentLog } from './silent-log.ts';

/** A journal just opened, and what it works with. */
export interface TestJournal {
  readonly journal: FileJournal;
  readonly deletions: DeletionSet;
  readonly deletedNames: readonly StoredName[];
  readonly reserve: DiskReserve;
  readonly health: NodeHealth;
}

export interface TestJournalOptions {
  readonly hasPeers?: boolean;
  readonly segmentBytes?: number;
  readonly log?: typeof silentLog;
  readonly onVanished?: () => Promise<void>;
}

/** Opens a journal over a directory, as a start of the node does. */
export async function openTestJournal(
  files: FileSystem,
  options: TestJournalOptions = {},
): Promise<TestJournal> {
  const { hasPeers = false, segmentBytes = 1_000_000, log = silentLog } = options;
  const { onVanished = async () => undefined } = options;
  const deletions = createDeletionSet();
  const reserve = createDiskReserve(files, 1000);
  const health = createNodeHealth(log);
  const { journal, deletedNames } = await openJournal({
    files,
    deletions,
    reserve,
    room: createUploadRoom({ files, clock: { nowMs: () => 0 }, minFreeBytes: 0 }),
    health: health.watch('queue'),
    log,
    hasPeers,
    segmentBytes,
    onVanished,
  });
  return { journal, deletions, deletedNames: [...deletedNames], reserve, health };
}

/** How many records of either kind a peer is owed from a position on. */
export function remaining({ journal }: Pick<TestJournal, 'journal'>, position: number): number {
  const cursors = operationKinds.map((kind) => journal.openCursor(kind, position));
  return cursors.reduce((sum, cursor) => sum + cursor.remaining(), 0);
}
