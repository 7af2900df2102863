import type { FileSystem } from '../host/file-system.ts';
import type { PeerJournal } from '../journal/journal.ts';
import type { Tombstones } from '../tombstones/tombstones.ts';
import { hasLegacyEntries } from './import-legacy-queue.ts';

/** Whether the records on disk speak of a file that was stored here and not deleted since. */
export async function expectsFiles(
  queue: FileSystem,
  journal: Pick<PeerJournal, 'openCursor' | 'firstSequence'>,
  deletions: Tombstones,
): Promise<boolean> {
  if (await hasLegacyEntries(queue)) return true;
  const cursor = journal.openCursor('PUT', journal.firstSequence());
  while (await cursor.fill()) {
    for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) {
      if (!(await deletions.has(entry.name))) return true;
    }
  }
  return false;
}
