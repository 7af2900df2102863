import {
  createFingerprintPacker,
  type PackedFingerprints,
} from '../collections/packed-fingerprints.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { type IndexRun, openRunFiles, type RunFile } from './index-run.ts';
import { packRuns } from './pack-runs.ts';
import type { Stretch } from './run-format.ts';
import type { TombstoneLog } from './tombstone-log.ts';

export interface OpenRunsOptions {
  readonly files: FileSystem;
  readonly log: Log;
  /** What the runs have to fit. */
  readonly tombstoneLog: Pick<TombstoneLog, 'sizeBytes' | 'modifiedMs'>;
}

/** The runs that a start found, and what is in them. */
export interface OpenedRuns {
  readonly runs: readonly IndexRun[];
  readonly fingerprints: PackedFingerprints;
}

/**
 * Opens the runs that cover the log from its beginning on without a gap, and removes all others:
 * those that were merged before a crash, corrupt ones, and what is behind these. If anything but
 * the writer of the last run has modified the log since, none fits: lines may be elsewhere.
 */
export async function openRuns(options: OpenRunsOptions): Promise<OpenedRuns> {
  const { files, log } = options;
  const found = await openRunFiles(files);
  try {
    const opened = await loadRuns(options, found);
    const isFit = await fitsLog(options, opened.runs);
    if (!isFit) log.warn('deletion.log was modified by something else; making its index again');
    const used = isFit ? opened : { runs: [], fingerprints: createFingerprintPacker(0).finish() };
    for (const runFile of found) {
      const isUsed = used.runs.some(({ path }) => path === runFile.path);
      if (!isUsed) await removeRun(files, runFile);
    }
    return used;
  } catch (error) {
    for (const { file } of found) await file.close();
    throw error;
  }
}

async function loadRuns(options: OpenRunsOptions, found: readonly RunFile[]): Promise<OpenedRuns> {
  const chain = chooseChain(found);
  const { runs, fingerprints } = await packRuns(chain);
  const corrupt = chain.find((_, index) => runs[index] === undefined);
  if (corrupt === undefined) return { runs: runs.filter((run) => run !== undefined), fingerprints };
  options.log.warn('a file of deletion.index is corrupt or can not be read; making it again', {
    path: corrupt.path,
  });
  return await loadRuns(
    options,
    found.filter((runFile) => runFile !== corrupt),
  );
}

/** The widest stretches that cover the log from its beginning on; they have the others in them. */
function chooseChain(found: readonly RunFile[]): readonly RunFile[] {
  const chain: RunFile[] = [];
  for (const runFile of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (runFile.from === endOf(chain)) chain.push(runFile);
  }
  return chain;
}

async function fitsLog(
  { tombstoneLog }: OpenRunsOptions,
  runs: readonly IndexRun[],
): Promise<boolean> {
  const last = runs.at(-1);
  if (last === undefined) return true;
  const modifiedMs = await tombstoneLog.modifiedMs();
  return last.modifiedMs === modifiedMs && last.to <= tombstoneLog.sizeBytes();
}

/** Closes a run and removes its file. */
export async function removeRun(
  files: FileSystem,
  { file, path }: Pick<IndexRun, 'file' | 'path'>,
): Promise<void> {
  await file.close();
  await files.remove(path);
}

/** Where the runs end in the log. */
export function endOf(runs: readonly Stretch[]): number {
  return runs.at(-1)?.to ?? 0;
}
