import { type Ballast, createBallast } from '../../../lib/disk/ballast.ts';
import { createFreeSpace } from '../../../lib/disk/free-space.ts';
import { createNodeHealth, type NodeHealth } from '../../../lib/disk/health.ts';
import type { FileSystem } from '../../../lib/host/file-system.ts';
import { type JournalBackend, operationKinds } from '../../../lib/journal/journal.ts';
import { openJournal } from '../../../lib/journal/open-journal.ts';
import { createFingerprintName } from '../../../lib/names/name-fingerprint.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import type { ListedTombstones } from '../../../lib/tombstones/tombstones.ts';
import { hashText } from '../../../runtime/node/hash.ts';
import { silentLog } from '../node/silent-log.ts';

/** A journal that was just opened, with its parts. */
export interface TestJournal {
  readonly journal: JournalBackend;
  readonly tombstones: ListedTombstones;
  readonly unfinishedDeletes: readonly StoredName[];
  readonly ballast: Ballast;
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
  const ballast = createBallast(files, 1000);
  const health = createNodeHealth(log);
  const { journal, unfinishedDeletes } = await openJournal({
    files,
    fingerprintName: createFingerprintName(hashText),
    ballast,
    freeSpace: createFreeSpace({ files, clock: { nowMs: () => 0 }, minFreeBytes: 0 }),
    health: health.watch('queue'),
    log,
    hasPeers,
    segmentBytes,
    onVanished,
  });
  const unfinished: StoredName[] = [];
  for await (const name of unfinishedDeletes) unfinished.push(name);
  const { tombstones } = journal;
  return { journal, tombstones, unfinishedDeletes: unfinished, ballast, health };
}

/** All names that are deleted, each of them once. */
export async function namesOf(tombstones: ListedTombstones): Promise<readonly StoredName[]> {
  const names = new Set<StoredName>();
  for await (const name of tombstones.names()) names.add(name);
  return [...names];
}

/** How many records of both kinds are pending for a peer at a position. */
export function remaining({ journal }: Pick<TestJournal, 'journal'>, position: number): number {
  const cursors = operationKinds.map((kind) => journal.openCursor(kind, position));
  return cursors.reduce((sum, cursor) => sum + cursor.remaining(), 0);
}
