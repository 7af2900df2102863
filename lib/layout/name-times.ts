import type { FileSystem } from '../host/file-system.ts';
import { type DatedFile, nameTimeMs, setNameTime } from './set-name-time.ts';

/** How many files get their time at once: each call may wait for a sync of the disk. */
const maxAtOnce = 2;
/** How many wait for it. Beyond that a file keeps its own time, which no reader of it sees. */
const maxWaiting = 10_000;

/** Gives files the time of their names, behind the uploads: none of them waits for that. */
export interface NameTimes {
  /** Returns the time that the file gets soon, in Unix milliseconds. */
  add(file: DatedFile): number;
  /** Resolves when no file waits for its time any more. */
  finished(): Promise<void>;
}

/** Creates it without files. */
export function createNameTimes(files: Pick<FileSystem, 'setModified'>): NameTimes {
  const waiting: DatedFile[] = [];
  const workers = new Set<Promise<void>>();

  async function work(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      await setNameTime(files, file);
    }
  }

  return {
    add(file) {
      if (waiting.length < maxWaiting) waiting.push(file);
      if (workers.size < maxAtOnce) {
        const worker = work().finally(() => workers.delete(worker));
        workers.add(worker);
      }
      return nameTimeMs(file.name);
    },
    async finished() {
      await Promise.all(workers);
    },
  };
}
