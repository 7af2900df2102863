import { createMutex } from '../concurrency/mutex.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';

const path = 'reserve';

/**
 * A file on the queue's disk that is removed when the disk is full, so that deletions can still be
 * recorded. It is written again once there is free space; until then uploads are refused.
 */
export interface Ballast {
  /** Whether the file is there in full. */
  readonly held: boolean;
  /** Whether it is held, or would fit as far as the disk says; writes nothing. */
  fits(): Promise<boolean>;
  /** Writes the file unless it is held; `false` when the disk is too full for it. */
  acquire(): Promise<boolean>;
  /** Removes the file and does work that needs the space; `acquire` waits until it is done. */
  releaseFor<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Does the work; if the disk is full, does it again with `releaseFor`. */
  releaseIfFull<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Creates a ballast of `sizeBytes`, written in full: a sparse file would take no space. */
export function createBallast(files: FileSystem, sizeBytes: number): Ballast {
  const withLock = createMutex();
  let held = false;

  async function acquire(): Promise<boolean> {
    if (held) return true;
    await files.remove(path);
    try {
      await write();
      held = true;
    } catch (error) {
      await files.remove(path);
      if (!isDiskFull(error)) throw error;
    }
    return held;
  }

  async function write(): Promise<void> {
    const file = await files.create(path);
    try {
      await file.write(new Uint8Array(sizeBytes).fill(0x20));
      await file.sync();
    } finally {
      await file.close();
    }
  }

  function releaseFor<Result>(work: () => Promise<Result>): Promise<Result> {
    return withLock(async () => {
      held = false;
      await files.remove(path);
      return await work();
    });
  }

  return {
    get held() {
      return held;
    },
    fits: async () => held || (await files.statfs()).freeBytes >= sizeBytes,
    acquire: () => withLock(acquire),
    releaseFor,
    async releaseIfFull(work) {
      try {
        return await work();
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        return await releaseFor(work);
      }
    },
  };
}
