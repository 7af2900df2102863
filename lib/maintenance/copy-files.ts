import { inParallel } from '../concurrency/in-parallel.ts';
import type { StoredName } from '../names/stored-name.ts';
import { type CopySource, type CopyTarget, copyFile } from './copy-file.ts';
import type { Finding } from './finding.ts';
import type { CopiedKind } from './finding-kinds.ts';
import { GoneSourceError } from './source-file.ts';

/** Each waits for a disk or a store most of the time. */
const filesAtOnce = 8;
/** Files on a disk get their times behind all else, and only so many wait for that. */
const filesPerPause = 1000;
const deletionsAtOnce = 1000;
/** How often deletions are copied behind the files, at most, while there are new ones. */
const maxLaterPasses = 5;

/** A stored file that was found. */
interface FoundFile {
  readonly path: string;
  readonly source: CopySource;
}

/** A stored file that has gone since it was found. */
interface GoneFile {
  readonly kind: 'gone';
  readonly path: string;
  readonly name: StoredName;
}

/** A stored file, or something that is none. */
export type CopyEntry = FoundFile | GoneFile | Finding<'other' | 'unreadable'>;

/** Where files are copied from. */
export interface CopyOrigin {
  /**
   * The names that are known to be deleted there. Called again, it may leave out those that it has
   * given before.
   */
  deletions(): AsyncIterable<StoredName> | Promise<Iterable<StoredName>>;
  files(): AsyncGenerator<CopyEntry>;
}

export interface CopyFilesOptions {
  readonly origin: CopyOrigin;
  readonly target: CopyTarget & {
    /**
     * Records deletions durably, and removes the files of those names; returns the names whose
     * deletion was not recorded before. One call at a time.
     */
    recordDeletions(names: readonly StoredName[]): Promise<readonly StoredName[]>;
  };
  readonly onFinding: (finding: Finding<CopiedKind>) => void;
  readonly signal: AbortSignal;
}

/**
 * Copies what one storage holds into another one: first the deletions, so that no file of theirs is
 * copied, then the files, then the deletions that have come meanwhile, until there are no new ones
 * or this was done often enough: at the end no file is there whose deletion was known before they
 * were read last (I2). What is there already stays, so a run that was cut short can be repeated.
 * Rejects where one of the storages fails as a whole, and with the signal's reason once that has
 * aborted.
 */
export async function copyFiles(options: CopyFilesOptions): Promise<void> {
  const { target, onFinding } = options;
  await copyDeletions(options);
  const gone = await copyAll(options);
  await target.storage.finished();
  for (let passes = 1; passes <= maxLaterPasses; passes += 1) {
    const recorded = await copyDeletions(options);
    if (recorded === 0) break;
  }
  for (const { path, name } of gone) {
    const isDeleted = await target.tombstones.has(name);
    onFinding({ path, ...(isDeleted ? { kind: 'deleted' } : unreadable) });
  }
}

const unreadable = { kind: 'unreadable', error: new GoneSourceError() } as const;

/** Copies all files, and returns those that have gone meanwhile: they may have been deleted. */
async function copyAll({
  origin,
  target,
  onFinding,
  signal,
}: CopyFilesOptions): Promise<readonly Omit<GoneFile, 'kind'>[]> {
  const gone: Omit<GoneFile, 'kind'>[] = [];
  let files = 0;

  async function copy({ path, source }: FoundFile): Promise<void> {
    const outcome = await copyFile(source, target);
    if (outcome.error instanceof GoneSourceError) gone.push({ path, name: source.name });
    else onFinding({ path, ...outcome });
    files += 1;
    if (files % filesPerPause === 0) await target.storage.finished();
  }

  await inParallel(origin.files(), filesAtOnce, async (entry) => {
    signal.throwIfAborted();
    if ('source' in entry) await copy(entry);
    else if (entry.kind === 'gone') gone.push(entry);
    else onFinding(entry);
  });
  return gone;
}

/** Returns how many were not recorded yet. */
async function copyDeletions({
  origin,
  target,
  onFinding,
  signal,
}: CopyFilesOptions): Promise<number> {
  let batch: StoredName[] = [];
  let count = 0;

  async function record(): Promise<void> {
    signal.throwIfAborted();
    const recorded = await target.recordDeletions(batch);
    for (const path of recorded) onFinding({ kind: 'deletion', path });
    count += recorded.length;
    batch = [];
  }

  for await (const name of await origin.deletions()) {
    batch.push(name);
    if (batch.length >= deletionsAtOnce) await record();
  }
  if (batch.length > 0) await record();
  return count;
}
