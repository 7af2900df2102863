import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { type IndexRun, writeRun } from './index-run.ts';
import { mergeRuns } from './merge-runs.ts';
import type { RunPair, RunSet } from './run-set.ts';

/** A lookup reads this many runs as easily as one. */
const defaultFewRuns = 8;

export interface RunMergerOptions {
  readonly files: FileSystem;
  readonly log: Log;
  readonly runs: RunSet;
  /** How many runs are left as they are, whatever their sizes: 1 or more, 8 by default. */
  readonly fewRuns?: number | undefined;
}

/**
 * Merges runs in the background, so that there are few: of neighbours, unless the older one is much
 * larger. So there are about as many runs as the number of names has binary digits, and each name
 * is written about as often.
 */
export interface RunMerger {
  /** Begins to merge, unless it does; goes on until there is nothing to merge. */
  start(): void;
  /** Ends it. What was not completed leaves nothing. */
  stop(): Promise<void>;
}

/** Creates a merger of the runs of a set. */
export function createRunMerger(options: RunMergerOptions): RunMerger {
  const { files, log, runs, fewRuns = defaultFewRuns } = options;
  let merging: Promise<void> | undefined;
  let isStopped = false;

  async function mergeAll(): Promise<void> {
    try {
      for (let pair = next(); pair !== undefined; pair = next()) await merge(pair);
    } catch (error) {
      if (!isStopped)
        log.warn('files of deletion.index could not be merged; will retry', { error });
    }
  }

  function next(): RunPair | undefined {
    return isStopped || runs.list().length <= fewRuns ? undefined : choosePair(runs.list());
  }

  async function merge([older, newer]: RunPair): Promise<void> {
    const merged = await writeRun(
      files,
      { ...newer, from: older.from },
      untilStopped(mergeRuns(older, newer)),
    );
    await runs.replacePair([older, newer], merged);
  }

  async function* untilStopped(batches: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const batch of batches) {
      if (isStopped) throw new Error('The merging was stopped.');
      yield batch;
    }
  }

  return {
    start() {
      isStopped = false;
      merging ??= mergeAll().finally(() => {
        merging = undefined;
      });
    },
    async stop() {
      isStopped = true;
      await merging;
    },
  };
}

/** The smallest two neighbours of which the older one is not more than twice as large. */
function choosePair(runs: readonly IndexRun[]): RunPair | undefined {
  const pairs = runs.slice(1).map((newer, index): RunPair => [runs[index] as IndexRun, newer]);
  return pairs
    .filter(([older, newer]) => older.count <= 2 * newer.count)
    .toSorted((one, other) => countOf(one) - countOf(other))[0];
}

function countOf([older, newer]: RunPair): number {
  return older.count + newer.count;
}
