import type { Fingerprint } from '../collections/fingerprint.ts';
import type { PackedFingerprints } from '../collections/packed-fingerprints.ts';
import { createEntryList } from './entry-list.ts';
import { findInRun } from './find-in-run.ts';
import { type IndexRun, readRun, writeRun } from './index-run.ts';
import { endOf, type OpenRunsOptions, openRuns } from './open-runs.ts';
import type { IndexEntry, IndexSpan } from './run-format.ts';
import { createRunMerger, type RunMergerOptions } from './run-merger.ts';
import { createRunSet } from './run-set.ts';

/**
 * Finds names in `deletion.log` by their fingerprints. The runs on the disk cover the log from its
 * beginning on, one stretch each; a run is written once the stretch of the log is durable.
 * Everything here can be made again from the log.
 */
export interface TombstoneIndex {
  /** Those of all names that it had when it was opened. */
  readonly fingerprints: PackedFingerprints;
  /** How much of the log the runs cover, in bytes. */
  coveredBytes(): number;
  /** The log has the deletions of all records of the journal before this sequence number. */
  sequence(): number;
  /** Adds a name that the runs do not cover yet; it takes memory until `cover`. */
  hold(entry: IndexEntry): void;
  /**
   * Covers the log up to an offset with what is held, once that is durable. A failure is logged:
   * the entries are held until the next call.
   */
  cover(to: number, sequence: number): Promise<void>;
  /** Whether any name with the fingerprint is the right one, given where it is in the log. */
  find(fingerprint: Fingerprint, isRight: (offset: number) => Promise<boolean>): Promise<boolean>;
  /** Writes all runs again, because their directory was removed. A failure is logged. */
  rewrite(): Promise<void>;
  /** Removes all runs, durably. */
  clear(): Promise<void>;
  /** Ends what goes on in the background, and closes the runs. */
  close(): Promise<void>;
}

export interface TombstoneIndexOptions extends OpenRunsOptions, Pick<RunMergerOptions, 'fewRuns'> {}

/** Opens the index: what of it fits the log. */
export async function openTombstoneIndex(options: TombstoneIndexOptions): Promise<TombstoneIndex> {
  const { files, log, tombstoneLog } = options;
  const opened = await openRuns(options);
  const runs = createRunSet(files, opened.runs);
  const merger = createRunMerger({ ...options, runs });
  let held = createEntryList();

  function end(): number {
    return endOf(runs.list());
  }

  async function orWarn(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      merger.start();
    } catch (error) {
      log.warn('the index of deletion.log could not be written; will retry', { error });
    }
  }

  async function cover(span: IndexSpan): Promise<void> {
    const last = runs.list().at(-1);
    if (held.count() > 0 || span.to > span.from) {
      await runs.add(await writeRun(files, span, [held.sorted()]));
      held = createEntryList();
    } else if (last !== undefined && last.modifiedMs !== span.modifiedMs) {
      await merger.stop();
      await replace(last, { ...span, from: last.from });
    }
  }

  async function replace(run: IndexRun, span: IndexSpan): Promise<void> {
    await runs.replace(run, await writeRun(files, span, readRun(run)));
  }

  merger.start();
  return {
    fingerprints: opened.fingerprints,
    coveredBytes: end,
    sequence: () => runs.list().at(-1)?.sequence ?? 0,
    hold: (entry) => held.push(entry),
    cover: (to, sequence) =>
      orWarn(async () => {
        await cover({ from: end(), to, sequence, modifiedMs: await tombstoneLog.modifiedMs() });
      }),
    find: (fingerprint, isRight) =>
      runs.read(async (current) => {
        for (const offset of held.find(fingerprint)) if (await isRight(offset)) return true;
        for (const run of current) {
          for (const offset of await findInRun(run, fingerprint)) {
            if (await isRight(offset)) return true;
          }
        }
        return false;
      }),
    rewrite: () =>
      orWarn(async () => {
        await merger.stop();
        for (const run of runs.list()) await replace(run, run);
      }),
    async clear() {
      await merger.stop();
      await runs.clear();
      held = createEntryList();
    },
    async close() {
      await merger.stop();
      await runs.close();
    },
  };
}
