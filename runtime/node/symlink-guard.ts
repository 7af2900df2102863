import { lstat } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LRUCache } from 'lru-cache';
import { parentPath } from '../../lib/names/parent-path.ts';
import { systemError } from './system-error.ts';

const statAt = promisify(lstat);
/** How long the result of a check is used, in milliseconds. */
const checkedMs = 1000;
/** How many directories are remembered; the least recently used one is forgotten first. */
const maxRemembered = 10_000;

/** Keeps paths from leading through symbolic links. */
export interface SymlinkGuard {
  /**
   * Rejects with `ENOTDIR` if the path of a directory leads through a symbolic link, and with the
   * system's error if there is no such directory. The result may be up to a second old: a link
   * that the machine's owner, who alone can create one there, puts in the place of a directory is
   * noticed within a second.
   */
  check(directory: string): Promise<void>;
  /** Whether `check` has a result for the directory, by which it leads through no link. */
  isChecked(directory: string): boolean;
}

/** Creates a guard for the paths below `root`, which may itself be a symbolic link. */
export function createSymlinkGuard(root: string): SymlinkGuard {
  // The time is kept as a value, not as the cache's own `ttl`, which takes whole milliseconds only
  // and so could let a directory outlive the check of its parent.
  const checkedUntilMs = new LRUCache<string, number>({ max: maxRemembered });
  let realRoot: string | undefined;

  /** Resolves the whole path; its cost grows with the square of the depth. */
  async function checkWhole(directory: string): Promise<void> {
    realRoot ??= await realpath(root);
    if ((await realpath(join(root, directory))) !== join(realRoot, directory)) throw symlinkError();
  }

  async function checkLastSegment(directory: string): Promise<void> {
    if (!(await statAt(join(root, directory))).isDirectory()) throw symlinkError();
  }

  function isChecked(directory: string): boolean {
    return (checkedUntilMs.get(directory) ?? 0) > performance.now();
  }

  return {
    isChecked,
    async check(directory) {
      if (isChecked(directory)) return;
      const nowMs = performance.now();
      checkedUntilMs.delete(directory);
      const parentUntilMs = checkedUntilMs.get(parentPath(directory)) ?? 0;
      if (parentUntilMs > nowMs) {
        await checkLastSegment(directory);
        // No longer than its parent, so that no part of the path was checked over a second ago.
        checkedUntilMs.set(directory, parentUntilMs);
      } else {
        await checkWhole(directory);
        checkedUntilMs.set(directory, nowMs + checkedMs);
      }
    },
  };
}

function symlinkError(): Error {
  return systemError('ENOTDIR', 'The path leads through a symbolic link.');
}
