import type { FileStat, FileSystem } from '../host/file-system.ts';
import type { StoredName } from '../names/stored-name.ts';
import { diskPath } from './disk-path.ts';
import { nameTimeMs, setNameTime } from './set-name-time.ts';

/** How many files get their time at once: each call may wait for a sync of the disk. */
const maxAtOnce = 2;
/**
 * How many wait for it. What comes then, or waits when the process is killed, keeps the time of its
 * upload, and gets that of its name when it is adopted.
 */
const maxWaiting = 10_000;

/** Gives files the time of their names, behind the uploads: none of them waits for that. */
export interface NameTimes {
  /** A file was stored at the path of its name, and may have the time of that already. */
  add(name: StoredName, stat: Pick<FileStat, 'modifiedMs'>): void;
  /** Resolves when no file waits for its time any more. */
  finished(): Promise<void>;
}

/** Creates it without files. */
export function createNameTimes(files: Pick<FileSystem, 'setModified'>): NameTimes {
  const waiting: StoredName[] = [];
  const workers = new Set<Promise<void>>();

  async function work(): Promise<void> {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      await setNameTime(files, name, diskPath(name));
    }
  }

  return {
    add(name, { modifiedMs }) {
      if (modifiedMs === nameTimeMs(name) || waiting.length === maxWaiting) return;
      waiting.push(name);
      if (workers.size === maxAtOnce) return;
      const worker = work().finally(() => workers.delete(worker));
      workers.add(worker);
    },
    async finished() {
      await Promise.all(workers);
    },
  };
}
