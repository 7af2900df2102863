import { createDeferred } from '../concurrency/deferred.ts';
import { createInFlight } from '../concurrency/in-flight.ts';
import { createSlots } from '../concurrency/slots.ts';
import type { Timers } from '../host/timers.ts';

/** Limits how many batches of peers are worked on at once: each is in memory as a whole. */
export interface BatchPlaces {
  /**
   * Waits for a place, and returns what gives it back, to be called once; `undefined` if none
   * became free in time.
   */
  take(): Promise<(() => void) | undefined>;
  /**
   * Resolves as soon as none is taken. The operations of a batch go on when its peer has gone, and
   * must end before the node is closed.
   */
  finished(): Promise<void>;
}

/** Eight peers with two batches each; with 2 MiB a batch that is 32 MiB. */
const maxBatches = 16;
/** A peer that waits sends nothing else meanwhile. */
const maxWaitMs = 2000;

/** Creates the places of a node, all free. */
export function createBatchPlaces(timers: Timers): BatchPlaces {
  const slots = createSlots(maxBatches, timers, maxWaitMs);
  const taken = createInFlight();
  return {
    async take() {
      const release = await slots.acquire();
      if (release === undefined) return undefined;
      const end = createDeferred();
      void taken.add(end.promise);
      return () => {
        release();
        end.resolve();
      };
    },
    finished: taken.finished,
  };
}
