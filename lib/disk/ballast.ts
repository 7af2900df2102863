import { createMutex } from '../concurrency/mutex.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';

const path = 'reserve';

/** Room kept on the queue's disk so that deletions can be recorded when the disk is full. */
export interface Ballast {
  /** Whether the room is there; uploads are refused until it is. */
  readonly held: boolean;
  /** Takes the room unless it is held; `false` when the disk is too full for it. */
  acquire(): Promise<boolean>;
  /** Gives the room away and does the work that needs it, before anybody can take it back. */
  releaseFor<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Does the work; on a full disk once more with the room given away. */
  releaseIfFull<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** `sizeBytes` is written out in full: a sparse file would reserve nothing. */
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
