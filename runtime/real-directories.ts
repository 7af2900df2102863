import { realpath } from 'node:fs/promises';
import { join } from 'node:path';

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

  return {
    async check(directory) {
      const nowMs = performance.now();
      if ((believedUntil.get(directory) ?? 0) > nowMs) return;
      believedUntil.delete(directory);
      realRoot ??= await realpath(root);
      if ((await realpath(join(root, directory))) !== join(realRoot, directory)) {
        throw throughLink();
      }
      if (believedUntil.size >= rememberedDirectories) believedUntil.clear();
      believedUntil.set(directory, nowMs + believedMs);
    },
  };
}

function throughLink(): Error {
  return Object.assign(new Error('A symbolic link is in the way.'), { code: 'ENOTDIR' });
}
