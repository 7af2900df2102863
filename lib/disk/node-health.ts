import { errorCode, isDiskFull } from '../errors/error-code.ts';
import type { Log } from '../host/log.ts';
import type { Health } from './health.ts';

/** Watches what the disks say to writes that every upload needs. */
export interface NodeHealth extends Health {
  /** Each disk has a count of its own: one that is sound says nothing about the other. */
  watch(disk: 'storage' | 'queue'): DiskHealth;
  /** Says why the storage directory can't be used now; `undefined` when it can. */
  noteStorage(reason: string | undefined): void;
}

/** What one disk says. */
export interface DiskHealth {
  /**
   * Takes note of a failed write; the second in a row ends the trust in the disk (design: never a
   * third try).
   */
  noteFault(error: unknown): void;
  noteSuccess(): void;
}

const advice = 'Restart the node once the disk is sound.';

/**
 * Not the disk's fault: the process has too many files open, somebody took away a directory or the
 * right to it, or something else stands there. One directory must not stop the others, and no
 * client must be able to stop the node.
 */
const passingCodes = new Set([
  ...['EMFILE', 'ENFILE', 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'],
  ...['EISDIR', 'EEXIST', 'ENOTEMPTY', 'EBUSY', 'EXDEV'],
]);

export function createNodeHealth(log: Log): NodeHealth {
  let readOnlyReason: string | undefined;
  let storageReason: string | undefined;

  function giveUp(disk: string, code: string): void {
    if (readOnlyReason !== undefined) return;
    readOnlyReason = `Writing to the ${disk} disk failed (${code}). ${advice}`;
    log.error('the node takes no more writes', { reason: readOnlyReason });
  }

  return {
    get readOnlyReason() {
      return readOnlyReason ?? storageReason;
    },
    get isStorageMissing() {
      return storageReason !== undefined;
    },
    noteStorage(reason) {
      if (reason === storageReason) return;
      storageReason = reason;
      if (reason === undefined) log.warn('the storage directory is back');
      else log.error('the storage directory is missing; the node takes no writes', { reason });
    },
    watch(disk) {
      let faults = 0;
      return {
        noteFault(error) {
          const code = errorCode(error) ?? 'an error without a code';
          if (isDiskFull(error) || passingCodes.has(code)) return;
          faults += 1;
          if (faults >= 2 || code === 'EROFS') giveUp(disk, code);
        },
        noteSuccess() {
          faults = 0;
        },
      };
    },
  };
}
