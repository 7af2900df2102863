import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPath } from '../../lib/names/parent-path.ts';

/** How long a directory that was found to be real is taken for real, in milliseconds. */
const checkedMs = 1000;
/** How many directories are remembered; beyond that all are looked at again. */
const rememberedDirectories = 10_000;

/** Keeps paths from leading through symbolic links. */
export interface SymlinkGuard {
  /**
   * Rejects with `ENOTDIR` when a link is on the way to a directory, and with the system's error
   * when it is not there. An answer may be a second old: so long the owner of the machine, who
   * alone can put a link there, may see the old place used.
   */
  check(directory: string): Promise<void>;
}

export function createSymlinkGuard(root: string): SymlinkGuard {
  const checkedUntil = new Map<string, number>();
  let realRoot: string | undefined;

  function remember(directory: string, untilMs: number): void {
    if (checkedUntil.size >= rememberedDirectories) checkedUntil.clear();
    checkedUntil.set(directory, untilMs);
  }

  /** Walks all the way, which costs the square of the depth. */
  async function checkWhole(directory: string): Promise<void> {
    realRoot ??= await realpath(root);
    if ((await realpath(join(root, directory))) !== join(realRoot, directory)) throw symlinkError();
  }

  async function checkLastStep(directory: string): Promise<void> {
    if (!(await lstat(join(root, directory))).isDirectory()) throw symlinkError();
  }

  return {
    async check(directory) {
      const nowMs = performance.now();
      if ((checkedUntil.get(directory) ?? 0) > nowMs) return;
      checkedUntil.delete(directory);
      const parentUntilMs = checkedUntil.get(parentPath(directory)) ?? 0;
      if (parentUntilMs > nowMs) {
        await checkLastStep(directory);
        // Not for longer than its parent, or an answer could be older than a second.
        remember(directory, parentUntilMs);
      } else {
        await checkWhole(directory);
        remember(directory, nowMs + checkedMs);
      }
    },
  };
}

function symlinkError(): Error {
  return Object.assign(new Error('A symbolic link is in the way.'), { code: 'ENOTDIR' });
}
