import { isDiskFull } from './error-code.ts';
import type { FileSystem } from './file-system.ts';

const path = 'reserve';

/** Room kept on the queue's disk so that deletions can be recorded when the disk is full. */
export interface DiskReserve {
  /** Whether the room is there; an upload waits (507) until it is. */
  readonly held: boolean;
  /** Takes the room; `false` when the disk is too full for it. */
  acquire(): Promise<boolean>;
  /** Gives the room to whoever writes next; `false` when there was none to give. */
  release(): Promise<boolean>;
}

/** `sizeBytes` is written out in full: a sparse file would reserve nothing. */
export function createDiskReserve(files: FileSystem, sizeBytes: number): DiskReserve {
  let held = false;

  async function acquire(): Promise<boolean> {
    await files.remove(path);
    const file = await files.create(path);
    try {
      await file.write(new Uint8Array(sizeBytes).fill(0x20));
      await file.sync();
      held = true;
    } catch (error) {
      await files.remove(path);
      if (!isDiskFull(error)) throw error;
    } finally {
      await file.close();
    }
    return held;
  }

  return {
    get held() {
      return held;
    },
    acquire,
    async release() {
      held = false;
      return await files.remove(path);
    },
  };
}
