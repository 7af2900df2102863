import type { Clock } from './context.ts';
import { createDeferred, type Deferred } from './deferred.ts';
import type { StoredName } from './stored-name.ts';

/** Lets one peer at a time send a file of one name; the others wait and find it there. */
export interface Arrivals {
  receive<Result>(name: StoredName, work: () => Promise<Result>): Promise<Result>;
}

/**
 * A file that has been arriving for longer than this keeps no sender of it waiting that comes now.
 * One that waits already waits on, within its own time limit, and comes again.
 */
const patienceMs = 30_000;

/**
 * Lets only one peer at a time send a file of one name: the origin and a forwarder often come at
 * once, and the second one then finds the file there before it has sent a byte of it.
 */
export function createArrivals(clock: Clock): Arrivals {
  const arriving = new Map<StoredName, { startedAtMs: number; ended: Deferred }>();

  async function receive<Result>(name: StoredName, work: () => Promise<Result>): Promise<Result> {
    for (let other = arriving.get(name); other !== undefined; other = arriving.get(name)) {
      if (clock.nowMs() - other.startedAtMs >= patienceMs) break;
      await other.ended.promise;
    }
    const arrival = { startedAtMs: clock.nowMs(), ended: createDeferred() };
    arriving.set(name, arrival);
    try {
      return await work();
    } finally {
      if (arriving.get(name) === arrival) arriving.delete(name);
      arrival.ended.resolve();
    }
  }

  return { receive };
}
