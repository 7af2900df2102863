import type { Clock } from '../host/clock.ts';
import type { FileStat } from '../host/file-system.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';

/** How long a copy that was read and found whole is trusted without being hashed again. */
const trustedMs = 24 * 60 * 60 * 1000;

interface Voucher extends Pick<FileStat, 'inode' | 'sizeBytes' | 'modifiedMs'> {
  readonly verifiedAtMs: number;
  readonly settled: boolean;
}

/**
 * Copies found to match their names since the node started, as long as the file on disk is the same
 * one.
 */
export interface VerificationCache {
  isVerified(name: StoredName, status: FileStat): boolean;
  /** Whether the copy is also durable and journaled. That does not age. */
  isCommitted(name: StoredName, status: FileStat): boolean;
  markVerified(name: StoredName, status: FileStat, settled: boolean): void;
  invalidate(name: StoredName): void;
  clear(): void;
}

export function createVerificationCache(
  clock: Clock,
  { rememberedCopies } = defaultMemoryLimits,
): VerificationCache {
  const vouchers = new Map<StoredName, Voucher>();

  function find(name: StoredName, status: FileStat): Voucher | undefined {
    const voucher = vouchers.get(name);
    const isSame =
      voucher?.inode === status.inode &&
      voucher.sizeBytes === status.sizeBytes &&
      voucher.modifiedMs === status.modifiedMs;
    return isSame ? voucher : undefined;
  }

  return {
    isVerified(name, status) {
      const voucher = find(name, status);
      if (voucher === undefined) return false;
      return Math.abs(clock.nowMs() - voucher.verifiedAtMs) < trustedMs;
    },
    isCommitted: (name, status) => find(name, status)?.settled === true,
    markVerified(name, status, settled) {
      const { inode, sizeBytes, modifiedMs } = status;
      const wasSettled = find(name, status)?.settled === true;
      vouchers.delete(name);
      const verifiedAtMs = clock.nowMs();
      vouchers.set(name, {
        inode,
        sizeBytes,
        modifiedMs,
        verifiedAtMs,
        settled: settled || wasSettled,
      });
      const [oldest] = vouchers.keys();
      if (vouchers.size > rememberedCopies && oldest !== undefined) vouchers.delete(oldest);
    },
    invalidate: (name) => void vouchers.delete(name),
    clear: () => vouchers.clear(),
  };
}
