import { createDeferred, type Deferred } from '../concurrency/deferred.ts';
import { AlreadyArrivingError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { Timers } from '../host/timers.ts';
import { defaultTransferLimits, type TransferLimits } from '../limits/transfer-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createTransferProgress, type TransferProgress } from './transfer-progress.ts';

/**
 * Single-flight transfers: of all senders of one name one sends, and the others wait until they
 * find the file stored.
 */
export interface SingleTransfers {
  /**
   * Does the work when no other transfer of the name is under way. Rejects with an
   * `AlreadyArrivingError` if that takes too long, of a file in a batch sooner. A transfer that has
   * stalled is waited for no longer: then two run at once.
   */
  run<Result>(
    name: StoredName,
    work: (progress: TransferProgress) => Promise<Result>,
    isBatched?: boolean,
  ): Promise<Result>;
}

interface Transfer {
  readonly progress: TransferProgress;
  readonly ended: Deferred;
}

/**
 * Keeps the transfers of one name apart. The origin of a file and a peer that forwards it often
 * send it at the same time; the second one then finds it stored before it has sent a byte. Limits
 * that are not given are those of `defaultTransferLimits`.
 */
export function createSingleTransfers(
  clock: Clock,
  timers: Timers,
  given: Partial<TransferLimits> = {},
): SingleTransfers {
  const limits = { ...defaultTransferLimits, ...given };
  const underWay = new Map<StoredName, Transfer>();

  function begin(name: StoredName): Transfer {
    const transfer = { progress: createTransferProgress(clock, limits), ended: createDeferred() };
    underWay.set(name, transfer);
    return transfer;
  }

  /**
   * Waits until the caller may send; the file may be stored by then. Begins in the same step that
   * finds no other transfer, or several waiting senders would all find none.
   */
  async function waitForTurn(name: StoredName, maxWaitMs: number): Promise<Transfer> {
    const timeout = createDeferred();
    let hasTimedOut = false;
    const cancel = timers.after(maxWaitMs, () => {
      hasTimedOut = true;
      timeout.resolve();
    });
    try {
      for (let other = underWay.get(name); other !== undefined; other = underWay.get(name)) {
        if (other.progress.isStalled()) break;
        if (hasTimedOut) throw new AlreadyArrivingError();
        await Promise.race([other.ended.promise, timeout.promise]);
      }
      return begin(name);
    } finally {
      cancel();
    }
  }

  return {
    async run(name, work, isBatched = false) {
      const maxWaitMs = isBatched ? limits.maxBatchedWaitMs : limits.maxWaitMs;
      const transfer = underWay.has(name) ? await waitForTurn(name, maxWaitMs) : begin(name);
      try {
        return await work(transfer.progress);
      } finally {
        if (underWay.get(name) === transfer) underWay.delete(name);
        transfer.ended.resolve();
      }
    },
  };
}
