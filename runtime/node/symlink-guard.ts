import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPath } from '../../lib/names/parent-path.ts';

/** How long a directory that was found to be real is taken for real, in milliseconds. */
const believedMs = 1000;
/** How many directories are remembered; beyond that all are looked at again. */
const rememberedDirectories = 10_000;

/** Keeps paths from leading through symbolic links. */
export interface RealDirectories {
  /**
   * Rejects with `ENOTDIR` when a link is on the way to a directory, and with the system's error
   * when it is not there. An answer may be a second old: so long the owner of the machine, who
   * alone can put a link there, may see the old place used.
   */
  check(directory: string): Promise<void>;
}

export function createRealDirectories(root: string): RealDirectories {
  const believedUntil = new Map<string, number>();
  let realRoot: string | undefined;

  function believe(directory: string, untilMs: number): void {
    if (believedUntil.size >= rememberedDirectories) believedUntil.clear();
    believedUntil.set(directory, untilMs);
  }

  /** Walks all the way, which costs the square of the depth. */
  async function checkWhole(directory: string): Promise<void> {
    realRoot ??= await realpath(root);
    if ((await realpath(join(root, directory))) !== join(realRoot, directory)) throw throughLink();
  }

  async function checkLastStep(directory: string): Promise<void> {
    if (!(await lstat(join(root, directory))).isDirectory()) throw throughLink();
  }

  return {
    async check(directory) {
      const nowMs = performance.now();
      if ((believedUntil.get(directory) ?? 0) > nowMs) return;
      believedUntil.delete(directory);
      const parentUntilMs = believedUntil.get(parentPath(directory)) ?? 0;
      if (parentUntilMs > nowMs) {
        await checkLastStep(directory);
        // Not for longer than its parent, or an answer could be older than a second.
        believe(directory, parentUntilMs);
      } else {
        await checkWhole(directory);
        believe(directory, nowMs + believedMs);
      }
    },
  };
}

function throughLink(): Error {
  return Object.assign(new Error('A symbolic link is in the way.'), { code: 'ENOTDIR' });
}
