import { createMutex } from '../concurrency/mutex.ts';
import type { FileSystem } from '../host/file-system.ts';
import { type IndexRun, indexDirectory } from './index-run.ts';
import { removeRun } from './open-runs.ts';

/** The runs that are in use, oldest first. None is closed while somebody reads it. */
export interface RunSet {
  list(): readonly IndexRun[];
  /** Reads the runs as they are; what changes them waits. */
  read<Result>(work: (runs: readonly IndexRun[]) => Promise<Result>): Promise<Result>;
  /** Adds a run behind the others. */
  add(run: IndexRun): Promise<void>;
  /** Puts a run in the place of one with the same path. */
  replace(old: IndexRun, run: IndexRun): Promise<void>;
  /** Puts a run in the place of two that it has the entries of, and removes those. */
  replacePair(pair: RunPair, merged: IndexRun): Promise<void>;
  /** Removes all, durably. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Two runs, one behind the other. */
export type RunPair = readonly [older: IndexRun, newer: IndexRun];

/** Creates the set of the runs that a start found. */
export function createRunSet(files: FileSystem, found: readonly IndexRun[]): RunSet {
  let runs = found;
  const withLock = createMutex();

  return {
    list: () => runs,
    read: (work) => withLock(() => work(runs)),
    add: (run) =>
      withLock(async () => {
        runs = [...runs, run];
      }),
    replace: (old, run) =>
      withLock(async () => {
        runs = runs.map((each) => (each === old ? run : each));
        await old.file.close();
      }),
    replacePair: (pair, merged) =>
      withLock(async () => {
        runs = runs.flatMap((run) => (run === pair[0] ? merged : run === pair[1] ? [] : run));
        for (const run of pair) await removeRun(files, run);
      }),
    clear: () =>
      withLock(async () => {
        for (const run of runs) await removeRun(files, run);
        runs = [];
        await files.syncDirectory(indexDirectory);
      }),
    close: () =>
      withLock(async () => {
        for (const { file } of runs) await file.close();
      }),
  };
}
