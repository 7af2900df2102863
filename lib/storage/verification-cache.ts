import type { Clock } from '../host/clock.ts';
import type { FileStatus } from '../host/file-system.ts';
import { defaultWindows } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';

/** How long a copy that was read and found whole is trusted without being hashed again. */
const trustedMs = 24 * 60 * 60 * 1000;

interface Voucher extends Pick<FileStatus, 'inode' | 'sizeBytes' | 'modifiedMs'> {
  readonly verifiedAtMs: number;
  readonly settled: boolean;
}

/**
 * Copies found to match their names since the node started, as long as the file on disk is the same
 * one.
 */
export interface VerifiedCopies {
  isTrusted(name: StoredName, status: FileStatus): boolean;
  /** Whether the copy is also durable and journaled. That does not age. */
  isSettled(name: StoredName, status: FileStatus): boolean;
  vouch(name: StoredName, status: FileStatus, settled: boolean): void;
  forget(name: StoredName): void;
  clear(): void;
}

export function createVerifiedCopies(
  clock: Clock,
  { rememberedCopies } = defaultWindows,
): VerifiedCopies {
  const vouchers = new Map<StoredName, Voucher>();

  function find(name: StoredName, status: FileStatus): Voucher | undefined {
    const voucher = vouchers.get(name);
    const isSame =
      voucher?.inode === status.inode &&
      voucher.sizeBytes === status.sizeBytes &&
      voucher.modifiedMs === status.modifiedMs;
    return isSame ? voucher : undefined;
  }

  return {
    isTrusted(name, status) {
      const voucher = find(name, status);
      if (voucher === undefined) return false;
      return Math.abs(clock.nowMs() - voucher.verifiedAtMs) < trustedMs;
    },
    isSettled: (name, status) => find(name, status)?.settled === true,
    vouch(name, status, settled) {
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
    forget: (name) => void vouchers.delete(name),
    clear: () => vouchers.clear(),
  };
}
