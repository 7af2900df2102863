import { retryDelayMs } from '../concurrency/backoff.ts';
import type { JournalCursor, JournalEntry, Operation } from '../journal/journal.ts';
import { defaultWindows } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';

/**
 * The uploads a peer has not acknowledged, or the deletions: the journal from a position on, and
 * what was deferred before it. Neither lane waits for the other, but for one name.
 */
export interface QueueLane {
  /** The next operation that may be sent now. One caller at a time. */
  take(nowMs: number): Promise<JournalEntry | undefined>;
  /** The same of those never tried, unless that many are deferred already. */
  takeUntried(enough: number): Promise<JournalEntry | undefined>;
  /** The same of those deferred: the one tried longest ago, ready or not. */
  takeOldest(): JournalEntry | undefined;
  /** When the one that `takeOldest` would give was tried; `undefined` when there is none. */
  oldestTryMs(): number | undefined;
  acknowledge(entry: JournalEntry): void;
  setAside(entry: JournalEntry, nowMs: number): void;
  retryAll(): void;
  /** Takes over an operation that is in no journal any more: it is deferred, and ready. */
  adopt(operation: Operation): void;
  /** Begins again with what another cursor reads, whatever of it was acknowledged before. */
  rewind(start: JournalCursor): void;
  readonly length: number;
  readonly setAsideCount: number;
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
interface SetAside {
  readonly failures: number;
  readonly atMs: number;
  readonly retryAtMs: number;
}

/** Creates a lane; lanes of one peer share the names that are under way. */
export function createQueueLane(
  first: JournalCursor,
  deferred: readonly Operation[],
  namesUnderWay: Set<StoredName>,
  { maxWaiting, maxSetAside } = defaultWindows,
): QueueLane {
  let cursor = first;
  /** Under way when the lane was rewound: how they end says nothing, they come again. */
  const outdated = new Set<JournalEntry>();
  const underWay = new Set<JournalEntry>();
  let waiting: JournalEntry[] = [];
  /** The one tried longest ago comes first. */
  const aside = new Map<JournalEntry, SetAside>();
  for (const operation of deferred) adopt(operation);

  function adopt(operation: Operation): void {
    aside.set({ ...operation, sequence: 0 }, { failures: 0, atMs: 0, retryAtMs: 0 });
  }

  function begin(entry: JournalEntry): JournalEntry {
    underWay.add(entry);
    namesUnderWay.add(entry.name);
    return entry;
  }

  function end(entry: JournalEntry): void {
    underWay.delete(entry);
    namesUnderWay.delete(entry.name);
  }

  /** Operations on one name go one after the other; set aside, one does not hold up the next. */
  function isFree({ name }: JournalEntry): boolean {
    return !namesUnderWay.has(name);
  }

  function takeSetAside(nowMs: number): JournalEntry | undefined {
    for (const [entry, { atMs, retryAtMs }] of aside) {
      // A clock that was set back must not make it wait for the difference.
      if ((retryAtMs <= nowMs || nowMs < atMs) && isFree(entry)) return begin(entry);
    }
    return undefined;
  }

  function takeWaiting(): JournalEntry | undefined {
    const entry = waiting.find(isFree);
    if (entry === undefined) return undefined;
    waiting = waiting.filter((other) => other !== entry);
    return begin(entry);
  }

  async function takeUntried(enough: number): Promise<JournalEntry | undefined> {
    // With too many set aside no more are read: memory and `peers.json` stay bounded (I6).
    if (aside.size >= Math.min(enough, maxSetAside)) return undefined;
    const ready = takeWaiting();
    if (ready !== undefined) return ready;
    while (waiting.length < maxWaiting && (await cursor.fill())) {
      // From the cursor to a place here without a pause: a snapshot must not miss it.
      for (let entry = cursor.take(); entry !== undefined; entry = cursor.take()) {
        if (isFree(entry)) return begin(entry);
        waiting.push(entry);
      }
    }
    return undefined;
  }

  /** All that was taken from the cursor and is neither acknowledged nor set aside. */
  function inHand(): JournalEntry[] {
    const counted = [...underWay].filter((entry) => !aside.has(entry) && !outdated.has(entry));
    return [...counted, ...waiting];
  }

  return {
    take: async (nowMs) => takeSetAside(nowMs) ?? (await takeUntried(Infinity)),
    takeUntried,
    takeOldest: () => takeSetAside(Infinity),
    oldestTryMs() {
      for (const [entry, { atMs }] of aside) if (isFree(entry)) return atMs;
      return undefined;
    },
    acknowledge(entry) {
      end(entry);
      if (!outdated.delete(entry)) aside.delete(entry);
    },
    setAside(entry, nowMs) {
      end(entry);
      if (outdated.delete(entry)) return;
      const failures = (aside.get(entry)?.failures ?? 0) + 1;
      aside.delete(entry);
      aside.set(entry, { failures, atMs: nowMs, retryAtMs: nowMs + retryDelayMs(failures) });
    },
    retryAll() {
      for (const [entry, state] of aside) aside.set(entry, { ...state, retryAtMs: 0 });
    },
    adopt,
    rewind(start) {
      cursor = start;
      waiting = [];
      // What was set aside before the first record that is kept is in no journal any more.
      const isRead = ({ sequence }: JournalEntry): boolean => sequence >= start.position();
      for (const entry of underWay) if (isRead(entry)) outdated.add(entry);
      for (const entry of aside.keys()) if (isRead(entry)) aside.delete(entry);
    },
    get length() {
      return cursor.remaining() + inHand().length + aside.size;
    },
    get setAsideCount() {
      return aside.size;
    },
    nextRetryMs() {
      let first: number | undefined;
      for (const [entry, { retryAtMs }] of aside) {
        if (isFree(entry) && retryAtMs < (first ?? Infinity)) first = retryAtMs;
      }
      return first;
    },
    oldestSeconds() {
      let oldest: number | undefined;
      for (const { seconds } of [...inHand(), ...aside.keys()]) {
        if (seconds < (oldest ?? Infinity)) oldest = seconds;
      }
      return oldest;
    },
    snapshot() {
      const sequences = inHand().map(({ sequence }) => sequence);
      const position = Math.min(cursor.position(), ...sequences);
      // What comes after the position is read again from the journal.
      const setAside = [...aside.keys()].filter(({ sequence }) => sequence < position);
      return { position, setAside: setAside.map(({ sequence, ...operation }) => operation) };
    },
  };
}
