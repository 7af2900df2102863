import { sleep } from '../../lib/concurrency/sleep.ts';
import type { Retry } from '../../lib/host/retry.ts';
import type { Timers } from '../../lib/host/timers.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Timers that end with the process that set them. */
export function createLifeTimers({ scheduler }: World, node: SimNode): Timers {
  const { life } = node;
  return {
    after: (delayMs, work) =>
      scheduler.after(delayMs, () => {
        if (node.life === life) work();
      }),
  };
}

/** Retries as the program does on Node, but in virtual time. */
export function retryInLife(timers: Timers): Retry {
  return async (attempt, delayMs, signal) => {
    for (;;) {
      signal.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        const waitMs = delayMs(error);
        if (waitMs === undefined) throw error;
        await sleep(timers, waitMs, signal);
      }
    }
  };
}
