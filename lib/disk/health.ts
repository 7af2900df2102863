import { InvalidNameError, TooLargeError } from '../errors/domain-errors.ts';
import { errorCode, isDiskFull } from '../errors/error-code.ts';
import { NotOpenedError } from '../errors/not-opened-error.ts';
import type { Log } from '../host/log.ts';

/** Whether this node's disks can be trusted with writes. */
export interface Health {
  /** Why the node is read-only, as one line; `undefined` while it takes writes. */
  readonly readOnlyReason: string | undefined;
  /** Whether another directory is in place of the storage: a file that is not found may exist. */
  readonly isStorageMissing: boolean;
  /** Why the object store that keeps the files fails or refuses, as one line; absent on a disk. */
  readonly storeFailure?: string | undefined;
}

/** The health of a node: its owner reports faults of the disks, others read it. */
export interface NodeHealth extends Health {
  /** Begins to count the faults of one disk: a success of one says nothing about the other. */
  watch(disk: 'storage' | 'queue'): DiskHealth;
  /** Says why the storage directory can't be used now; `undefined` when it can. */
  noteStorage(reason: string | undefined): void;
}

/** Counts the faults of one disk. */
export interface DiskHealth {
  /**
   * Notes a failed write. After two in a row the disk is not written to again before a restart: a
   * third attempt could report a success that is none.
   */
  noteFault(error: unknown): void;
  /** Notes a successful write: the next fault is the first in a row again. */
  noteSuccess(): void;
}

const advice = 'Restart the node once the disk is repaired.';

/**
 * Errors that say nothing about the disk: too many open files, a directory or a permission that
 * somebody removed, something else at the path. Such a path must not stop the others, and no client
 * may be able to stop the node.
 */
const passingCodes = new Set([
  ...['EMFILE', 'ENFILE', 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'],
  ...['EISDIR', 'EEXIST', 'ENOTEMPTY', 'EBUSY', 'EXDEV'],
]);

/** Creates the health of a node that has just started: it takes writes. */
export function createNodeHealth(log: Log): NodeHealth {
  let readOnlyReason: string | undefined;
  let storageReason: string | undefined;

  function becomeReadOnly(disk: string, code: string): void {
    if (readOnlyReason !== undefined) return;
    readOnlyReason = `Writing to the ${disk} disk failed (${code}). ${advice}`;
    log.error('the node is read-only now', { reason: readOnlyReason });
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
      else log.error('the storage directory is missing; the node is read-only', { reason });
    },
    watch(disk) {
      let faults = 0;
      return {
        noteFault(error) {
          // The disk is well, and refuses what it can't hold.
          if (error instanceof InvalidNameError || error instanceof TooLargeError) return;
          // Only a sync that was tried can have lost something.
          if (error instanceof NotOpenedError) return;
          const code = errorCode(error) ?? 'an error without a code';
          if (isDiskFull(error) || passingCodes.has(code)) return;
          faults += 1;
          if (faults >= 2 || code === 'EROFS') becomeReadOnly(disk, code);
        },
        noteSuccess() {
          faults = 0;
        },
      };
    },
  };
}

/** Settles as a step on a disk does, and notes its failure there. */
export function onDisk<Result>(health: DiskHealth, step: Promise<Result>): Promise<Result> {
  return step.catch((error: unknown) => {
    health.noteFault(error);
    throw error;
  });
}
