import type { Health, Log } from './context.ts';
import { errorCode, isDiskFull } from './error-code.ts';

/** Watches what the disks say to writes that every upload needs. */
export interface NodeHealth extends Health {
  /**
   * Takes note of a failed write; the second in a row ends the trust in the disk (design: never a
   * third try).
   */
  noteFault(error: unknown): void;
  noteSuccess(): void;
}

const advice = 'Restart the node once the disk is sound.';

/** Not the disk's fault: it is full, or the process has too many files open. */
function isPassing(error: unknown): boolean {
  const code = errorCode(error);
  return isDiskFull(error) || code === 'EMFILE' || code === 'ENFILE' || code === 'ENOENT';
}

export function createNodeHealth(log: Log): NodeHealth {
  let faults = 0;
  let readOnlyReason: string | undefined;

  return {
    get readOnlyReason() {
      return readOnlyReason;
    },
    noteFault(error) {
      if (isPassing(error)) return;
      faults += 1;
      const code = errorCode(error) ?? 'an error without a code';
      if (readOnlyReason !== undefined || (faults < 2 && code !== 'EROFS')) return;
      readOnlyReason = `Writing to the disk failed (${code}). ${advice}`;
      log.error('the node takes no more writes', { reason: readOnlyReason });
    },
    noteSuccess() {
      faults = 0;
    },
  };
}
