import { createEventHeap, type SimEvent } from './event-heap.ts';
import type { Prng } from './prng.ts';

/** Virtual time: it stands still while code runs, and jumps from one event to the next. */
export interface Scheduler {
  /** Milliseconds since the run began. */
  readonly nowMs: number;
  /** How many events have happened. */
  readonly eventCount: number;
  /** Lets something happen later, unless what it returns is called before. */
  after(delayMs: number, work: () => void): () => void;
  sleep(delayMs: number): Promise<void>;
  /** Lets time pass up to `untilMs`, or until `isDone` says so after some event. */
  run(untilMs: number, isDone?: () => boolean): Promise<void>;
}

/** A run that takes more events is a storm: some loop feeds itself (I6). */
const mostEvents = 400_000;

/** Creates a scheduler; events at the same time come in random order. */
export function createScheduler(prng: Prng): Scheduler {
  const heap = createEventHeap();
  let nowMs = 0;
  let eventCount = 0;
  let sequence = 0;

  function after(delayMs: number, work: () => void): () => void {
    sequence += 1;
    const tieBreak = prng.number('the order of events');
    const event: SimEvent = { timeMs: nowMs + delayMs, tieBreak, sequence, work };
    heap.push(event);
    return () => {
      event.work = undefined;
    };
  }

  async function run(untilMs: number, isDone = (): boolean => false): Promise<void> {
    for (let next = heap.peek(); next !== undefined; next = heap.peek()) {
      if (next.timeMs > untilMs) break;
      heap.pop();
      const { work } = next;
      if (work === undefined) continue;
      nowMs = next.timeMs;
      eventCount += 1;
      if (eventCount > mostEvents) throw new Error(`I6: more than ${mostEvents} events: a storm`);
      work();
      await whatFollows();
      if (isDone()) return;
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  return {
    get nowMs() {
      return nowMs;
    },
    get eventCount() {
      return eventCount;
    },
    after,
    sleep: (delayMs) => new Promise((resolve) => after(delayMs, resolve)),
    run,
  };
}

/** Runs everything that the last event triggered: promises settle before an immediate. */
function whatFollows(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
