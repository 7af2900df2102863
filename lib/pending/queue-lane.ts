import { backoffMs } from '../concurrency/backoff.ts';
import type { JournalCursor, JournalEntry, Operation } from '../journal/journal.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';

/**
 * The uploads a peer has not acknowledged, or the deletions: the journal from a position on, and
 * what was deferred before it. Neither lane waits for the other, but for one name.
 */
export interface QueueLane {
  /** The next operation that may be sent now. One caller at a time. */
  next(nowMs: number): Promise<JournalEntry | undefined>;
  /** The same of those never tried, unless that many are deferred already. */
  nextFresh(enough: number): Promise<JournalEntry | undefined>;
  /** The same of those deferred: the one tried longest ago, ready or not. */
  nextDeferred(): JournalEntry | undefined;
  /** When the one that `takeOldest` would give was tried; `undefined` when there is none. */
  oldestTryMs(): number | undefined;
  acknowledge(entry: JournalEntry): void;
  defer(entry: JournalEntry, nowMs: number): void;
  retryDeferredNow(): void;
  /** Takes over an operation that is in no journal any more: it is deferred, and ready. */
  adopt(operation: Operation): void;
  /** Begins again with what another cursor reads, whatever of it was acknowledged before. */
  rewind(start: JournalCursor): void;
  readonly length: number;
  readonly deferredCount: number;
  nextRetryMs(): number | undefined;
  oldestSeconds(): number | undefined;
  snapshot(): LanePosition;
}

/** Everything of a lane before `position` is acknowledged or deferred. */
export interface LanePosition {
  readonly position: number;
  readonly setAside: readonly Operation[];
}

/** An operation that a peer did not take, with its own back-off. */
interface Deferral {
  readonly failures: number;
  readonly atMs: number;
  readonly retryAtMs: number;
}

/** Creates a lane; lanes of one peer share the names that are under way. */
export function createQueueLane(
  first: JournalCursor,
  restored: readonly Operation[],
  namesInFlight: Set<StoredName>,
  { maxWaiting, maxDeferred } = defaultMemoryLimits,
): QueueLane {
  let cursor = first;
  /** Under way when the lane was rewound: how they end says nothing, they come again. */
  const outdated = new Set<JournalEntry>();
  const inFlight = new Set<JournalEntry>();
  let waiting: JournalEntry[] = [];
  /** The one tried longest ago comes first. */
  const deferred = new Map<JournalEntry, Deferral>();
  for (const operation of restored) adopt(operation);

  function adopt(operation: Operation): void {
    deferred.set({ ...operation, sequence: 0 }, { failures: 0, atMs: 0, retryAtMs: 0 });
  }

  function begin(entry: JournalEntry): JournalEntry {
    inFlight.add(entry);
    namesInFlight.add(entry.name);
    return entry;
  }

  function end(entry: JournalEntry): void {
    inFlight.delete(entry);
    namesInFlight.delete(entry.name);
  }

  /** Operations on one name go one after the other; set aside, one does not hold up the next. */
  function isFree({ name }: JournalEntry): boolean {
    return !namesInFlight.has(name);
  }

  function nextReady(nowMs: number): JournalEntry | undefined {
    for (const [entry, { atMs, retryAtMs }] of deferred) {
      // A clock that was set back must not make it wait for the difference.
      if ((retryAtMs <= nowMs || nowMs < atMs) && isFree(entry)) return begin(entry);
    }
    return undefined;
  }

  function nextWaiting(): JournalEntry | undefined {
    const entry = waiting.find(isFree);
    if (entry === undefined) return undefined;
    waiting = waiting.filter((other) => other !== entry);
    return begin(entry);
  }

  async function nextFresh(enough: number): Promise<JournalEntry | undefined> {
    // With too many set aside no more are read: memory and `peers.json` stay bounded (I6).
    if (deferred.size >= Math.min(enough, maxDeferred)) return undefined;
    const ready = nextWaiting();
    if (ready !== undefined) return ready;
    while (waiting.length < maxWaiting && (await cursor.fill())) {
      // From the cursor to a place here without a pause: a snapshot must not miss it.
      for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) {
        if (isFree(entry)) return begin(entry);
        waiting.push(entry);
      }
    }
    return undefined;
  }

  /** All that was taken from the cursor and is neither acknowledged nor set aside. */
  function unacknowledged(): JournalEntry[] {
    const counted = [...inFlight].filter((entry) => !deferred.has(entry) && !outdated.has(entry));
    return [...counted, ...waiting];
  }

  return {
    next: async (nowMs) => nextReady(nowMs) ?? (await nextFresh(Infinity)),
    nextFresh,
    nextDeferred: () => nextReady(Infinity),
    oldestTryMs() {
      for (const [entry, { atMs }] of deferred) if (isFree(entry)) return atMs;
      return undefined;
    },
    acknowledge(entry) {
      end(entry);
      if (!outdated.delete(entry)) deferred.delete(entry);
    },
    defer(entry, nowMs) {
      end(entry);
      if (outdated.delete(entry)) return;
      const failures = (deferred.get(entry)?.failures ?? 0) + 1;
      deferred.delete(entry);
      deferred.set(entry, { failures, atMs: nowMs, retryAtMs: nowMs + backoffMs(failures) });
    },
    retryDeferredNow() {
      for (const [entry, state] of deferred) deferred.set(entry, { ...state, retryAtMs: 0 });
    },
    adopt,
    rewind(start) {
      cursor = start;
      waiting = [];
      // What was set aside before the first record that is kept is in no journal any more.
      const isRead = ({ sequence }: JournalEntry): boolean => sequence >= start.position();
      for (const entry of inFlight) if (isRead(entry)) outdated.add(entry);
      for (const entry of deferred.keys()) if (isRead(entry)) deferred.delete(entry);
    },
    get length() {
      return cursor.remaining() + unacknowledged().length + deferred.size;
    },
    get deferredCount() {
      return deferred.size;
    },
    nextRetryMs() {
      let first: number | undefined;
      for (const [entry, { retryAtMs }] of deferred) {
        if (isFree(entry) && retryAtMs < (first ?? Infinity)) first = retryAtMs;
      }
      return first;
    },
    oldestSeconds() {
      let oldest: number | undefined;
      for (const { seconds } of [...unacknowledged(), ...deferred.keys()]) {
        if (seconds < (oldest ?? Infinity)) oldest = seconds;
      }
      return oldest;
    },
    snapshot() {
      const sequences = unacknowledged().map(({ sequence }) => sequence);
      const position = Math.min(cursor.position(), ...sequences);
      // What comes after the position is read again from the journal.
      const setAside = [...deferred.keys()].filter(({ sequence }) => sequence < position);
      return { position, setAside: setAside.map(({ sequence, ...operation }) => operation) };
    },
  };
}
