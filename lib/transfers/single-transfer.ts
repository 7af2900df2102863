import { createDeferred, type Deferred } from '../concurrency/deferred.ts';
import { AlreadyArrivingError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { Timers } from '../host/timers.ts';
import type { TransferLimits } from '../limits/transfer-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createTransferProgress, type TransferProgress } from './transfer-progress.ts';

/**
 * Lets one peer at a time send a file of one name; the others wait and find it there. Rejects with
 * an `AlreadyArrivingError` when that takes long, and the transfer moves.
 */
export interface SingleTransfers {
  run<Result>(
    name: StoredName,
    work: (progress: TransferProgress) => Promise<Result>,
  ): Promise<Result>;
}

interface Transfer {
  readonly progress: TransferProgress;
  readonly ended: Deferred;
}

/**
 * Lets only one peer at a time send a file of one name: the origin and a forwarder often come at
 * once, and the second one then finds the file there before it has sent a byte of it. Where that
 * takes long it is refused with an `AlreadyArrivingError`, as long as the first transfer moves.
 */
export function createSingleTransfers(
  clock: Clock,
  timers: Timers,
  limits: TransferLimits,
): SingleTransfers {
  const underWay = new Map<StoredName, Transfer>();

  function begin(name: StoredName): Transfer {
    const arrival = { progress: createTransferProgress(clock, limits), ended: createDeferred() };
    underWay.set(name, arrival);
    return arrival;
  }

  /**
   * Begins once the caller may send: the file may be here by then. The turn is taken at the very
   * look that finds it free, or all who wait would find it so.
   */
  async function waitForTurn(name: StoredName): Promise<Transfer> {
    const patience = createDeferred();
    let isOver = false;
    const cancel = timers.after(limits.maxWaitMs, () => {
      isOver = true;
      patience.resolve();
    });
    try {
      for (let other = underWay.get(name); other !== undefined; other = underWay.get(name)) {
        if (other.progress.isStalled()) break;
        if (isOver) throw new AlreadyArrivingError();
        await Promise.race([other.ended.promise, patience.promise]);
      }
      return begin(name);
    } finally {
      cancel();
    }
  }

  return {
    async run(name, work) {
      const arrival = underWay.has(name) ? await waitForTurn(name) : begin(name);
      try {
        return await work(arrival.progress);
      } finally {
        if (underWay.get(name) === arrival) underWay.delete(name);
        arrival.ended.resolve();
      }
    },
  };
}
