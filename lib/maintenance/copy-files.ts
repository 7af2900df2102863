import { inParallel } from '../concurrency/in-parallel.ts';
import type { StoredName } from '../names/stored-name.ts';
import { type CopySource, type CopyTarget, copyFile } from './copy-file.ts';
import type { Finding } from './finding.ts';
import type { CopiedKind } from './finding-kinds.ts';

/** Each waits for a disk or a store most of the time. */
const filesAtOnce = 8;
/** Files on a disk get their times behind all else, and only so many wait for that. */
const filesPerPause = 1000;
const deletionsAtOnce = 1000;

/** A file that was found, or something that is none. */
export type CopyEntry =
  | { readonly path: string; readonly source: CopySource }
  | (Finding<'other' | 'unreadable'> & { readonly source?: undefined });

/** Where files are copied from. */
export interface CopyOrigin {
  /** All names that are known to be deleted there. */
  deletions(): AsyncGenerator<StoredName>;
  files(): AsyncGenerator<CopyEntry>;
}

export interface CopyFilesOptions {
  readonly origin: CopyOrigin;
  readonly target: CopyTarget & {
    /** Records deletions durably, before any file is copied; one call at a time. */
    recordDeletions(names: readonly StoredName[]): Promise<void>;
  };
  readonly onFinding: (finding: Finding<CopiedKind>) => void;
  readonly signal: AbortSignal;
}

/**
 * Copies what one storage holds into another one: first the deletions, so that no file of theirs is
 * copied, then the files. What is there already stays, so a run that was cut short can be repeated.
 * Rejects where one of them fails as a whole, and with the signal's reason once that has aborted.
 */
export async function copyFiles(options: CopyFilesOptions): Promise<void> {
  const { origin, target, onFinding, signal } = options;
  await copyDeletions(options);
  let files = 0;
  await inParallel(origin.files(), filesAtOnce, async (entry) => {
    signal.throwIfAborted();
    if (entry.source === undefined) return onFinding(entry);
    onFinding({ path: entry.path, ...(await copyFile(entry.source, target)) });
    files += 1;
    if (files % filesPerPause === 0) await target.storage.finished();
  });
  await target.storage.finished();
}

async function copyDeletions({
  origin,
  target,
  onFinding,
  signal,
}: CopyFilesOptions): Promise<void> {
  let batch: StoredName[] = [];

  async function record(): Promise<void> {
    signal.throwIfAborted();
    await target.recordDeletions(batch);
    for (const path of batch) onFinding({ kind: 'deletion', path });
    batch = [];
  }

  for await (const name of origin.deletions()) {
    batch.push(name);
    if (batch.length >= deletionsAtOnce) await record();
  }
  if (batch.length > 0) await record();
}
