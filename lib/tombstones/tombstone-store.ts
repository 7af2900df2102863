import { compareFingerprints } from '../collections/compare-fingerprints.ts';
import type { Fingerprint } from '../collections/fingerprint.ts';
import { createLargeSet } from '../collections/large-set.ts';
import type { Log } from '../host/log.ts';
import { createGrowingDigest } from '../names/name-digest.ts';
import type { FingerprintName } from '../names/name-fingerprint.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { TombstoneIndex } from './tombstone-index.ts';
import type { LoggedName, TombstoneLog } from './tombstone-log.ts';
import type { ListedTombstones } from './tombstones.ts';

/*
 * The tombstones of a node with a disk.
 *
 * Memory has the fingerprint of each name. The exact name is in one of two places:
 *
 *   recent (in memory; on disk in a segment of the journal) -> logged (in `deletion.log`)
 *
 * and, once it is logged, the index says where. The orders of writes:
 *
 * - `record`: names are durable in the log, then in the index, and only then they leave memory and
 *   their segment may be dropped. A crash in between leaves a log that was modified since its index
 *   was written, and the segment.
 * - What the index covers is durable. So a start that finds a log that is covered whole and was not
 *   modified since writes nothing. Otherwise it writes the log again, because what can be read
 *   after a crash may not be durable, and covers what is not covered.
 * - The index says up to which record of the journal the log has all deletions. It can be removed
 *   at any time while the node is stopped; the next start makes it again.
 */

/** Names of the log that are covered at a time. */
const defaultNamesPerRun = 2 ** 16;
/** Names that were deleted before are looked for in the log up to this number at a time. */
const mostLookedFor = 10_000;
/** What is known at once of nearly all names, by their fingerprints. */
const notDeleted = Promise.resolve(false);

/** Tombstones on a disk, in the hands of the journal, which calls one at a time. */
export interface TombstoneStore extends Required<ListedTombstones> {
  /** Lines of the log that were read by this start and are no stored names. */
  readonly unreadable: number;
  /** The log has the deletions of all records of the journal before this sequence number. */
  sequence(): number;
  /** Adds a name whose deletion is durable in a segment, and not in the log. */
  add(name: StoredName): void;
  /** Logs all names that were added, which are those of all records before `sequence`. */
  record(sequence: number): Promise<void>;
  /** The same, where the directory was removed: writes the log and its index again. */
  restore(sequence: number): Promise<void>;
  /** Makes the index again, because the sequence number in it is not of this journal. */
  forgetSequence(): Promise<void>;
  /** Closes the log and its index. */
  close(): Promise<void>;
}

export interface TombstoneStoreOptions {
  readonly fingerprintName: FingerprintName;
  readonly log: Log;
  /** How many names of the log are covered at a time; 65,536 by default. */
  readonly namesPerRun?: number;
}

/** What a store is made of. */
export interface TombstoneStoreParts {
  readonly tombstoneLog: TombstoneLog;
  readonly index: TombstoneIndex;
}

/** Opens the store: adds the rest of the log to the index. */
export async function openTombstoneStore(
  { fingerprintName, log, namesPerRun = defaultNamesPerRun }: TombstoneStoreOptions,
  { tombstoneLog, index }: TombstoneStoreParts,
): Promise<TombstoneStore> {
  const digest = createGrowingDigest(index.fingerprints);
  /** Names that are not in the log yet. */
  let recent = createLargeSet<StoredName>();
  /** Those of them whose fingerprint was there before: mostly names that were deleted again. */
  let again = createLargeSet<StoredName>();
  let unreadable = 0;
  let wasReported = false;

  function hold({ name, offset }: LoggedName): void {
    const fingerprint = fingerprintName(name);
    digest.add(fingerprint);
    index.hold({ ...fingerprint, offset });
  }

  /** Adds the rest of the log to the index. */
  async function coverRest(sequence: number): Promise<void> {
    let heldNames = 0;
    let end = index.coveredBytes();
    for await (const batch of tombstoneLog.read(end)) {
      unreadable += batch.unreadable;
      for (const name of batch.names) hold(name);
      heldNames += batch.names.length;
      end = batch.end;
      if (heldNames < namesPerRun || !tombstoneLog.isDurable()) continue;
      await index.cover(end, sequence);
      heldNames = 0;
    }
    if (tombstoneLog.isDurable()) await index.cover(end, sequence);
  }

  /** Looks for a name in the log. What is not the name any more was it, by its fingerprint. */
  async function find(name: StoredName): Promise<'logged' | 'changed' | 'absent'> {
    const fingerprint = fingerprintName(name);
    let changedAt: number | undefined;
    const isLogged = await index.find(fingerprint, async (offset) => {
      const found = await tombstoneLog.readName(offset);
      if (found === undefined || !isOf(found, fingerprint)) changedAt = offset;
      return found === name;
    });
    if (isLogged) return 'logged';
    if (changedAt === undefined) return 'absent';
    reportChange(changedAt);
    return 'changed';
  }

  /** Once, because anybody can ask for the name. */
  function reportChange(offset: number): void {
    if (wasReported) return;
    wasReported = true;
    log.error('a line of deletion.log was changed; its name stays deleted', { offset });
  }

  function isOf(name: StoredName, fingerprint: Fingerprint): boolean {
    return compareFingerprints(fingerprintName(name), fingerprint) === 0;
  }

  /** A name that is deleted again is not logged again, unless there are very many. */
  async function notLogged(): Promise<readonly StoredName[]> {
    const missing: StoredName[] = [];
    let lookedFor = 0;
    for (const name of recent.values()) {
      if (again.has(name)) lookedFor += 1;
      const isLookedFor = again.has(name) && lookedFor <= mostLookedFor;
      // A name that is logged twice does no harm.
      const found = isLookedFor ? await find(name).catch(() => 'absent') : 'absent';
      if (found !== 'logged') missing.push(name);
    }
    return missing;
  }

  async function isAmong(name: StoredName): Promise<boolean> {
    return recent.has(name) || (await find(name)) !== 'absent';
  }

  /** Covers what was logged; the index has the names then, or at least where they are. */
  async function coverLogged(logged: readonly LoggedName[], sequence: number): Promise<void> {
    for (const name of logged) hold(name);
    await index.cover(tombstoneLog.sizeBytes(), sequence);
    recent = createLargeSet();
    again = createLargeSet();
  }

  await coverRest(index.sequence());

  return {
    digest,
    unreadable,
    sequence: index.sequence,
    get size() {
      return digest.size;
    },
    mayHave: (name) => digest.has(fingerprintName(name)),
    has: (name) => (digest.has(fingerprintName(name)) ? isAmong(name) : notDeleted),
    async *names() {
      const added = [...recent.values()];
      for await (const { names } of tombstoneLog.read(0)) for (const { name } of names) yield name;
      yield* added;
    },
    add(name) {
      recent.add(name);
      if (!digest.add(fingerprintName(name))) again.add(name);
    },
    async record(sequence) {
      if (recent.size === 0) return;
      await tombstoneLog.ensureDurable();
      await coverLogged(await tombstoneLog.append(await notLogged()), sequence);
    },
    async restore(sequence) {
      const logged = await tombstoneLog.rewrite([...recent.values()]);
      await index.rewrite();
      await coverLogged(logged, sequence);
    },
    async forgetSequence() {
      await index.clear();
      await coverRest(0);
    },
    async close() {
      await index.close();
      await tombstoneLog.close();
    },
  };
}
