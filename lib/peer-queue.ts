import type { JournalCursor, JournalEntry, Operation } from './context.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { StoredName } from './stored-name.ts';

/**
 * What is remembered of a peer between two runs. Everything before `position` is acknowledged or
 * set aside.
 */
export interface PeerPosition {
  readonly position: number;
  readonly setAside: readonly Operation[];
  /** When its URL was found to be configured no more, in Unix seconds; absent while it is. */
  readonly removedAt?: number;
}

/** What one peer is owed: the journal from a position on, and what was set aside before it. */
export interface PeerQueue {
  /**
   * The next operation that may be sent now, which the caller ends with `acknowledge` or
   * `setAside`. One caller at a time.
   */
  take(nowMs: number): Promise<JournalEntry | undefined>;
  /** The same of those never tried, unless that many are set aside already. */
  takeUntried(enough: number): Promise<JournalEntry | undefined>;
  /** The same of those set aside: the one tried longest ago, ready or not. */
  takeOldest(): JournalEntry | undefined;
  acknowledge(entry: JournalEntry): void;
  setAside(entry: JournalEntry, nowMs: number): void;
  /** Makes everything that was set aside ready at once. */
  retryAll(): void;
  /** How many operations the peer has not acknowledged (I7). */
  readonly length: number;
  readonly setAsideCount: number;
  /**
   * When the first of the operations set aside may be tried again; `undefined` when none waits.
   */
  nextRetryMs(): number | undefined;
  /** When the oldest operation was recorded, in Unix seconds, as far as it has been looked at. */
  oldestSeconds(): number | undefined;
  snapshot(): PeerPosition;
}

/** An operation that a peer did not take, with its own back-off. */
interface SetAside {
  readonly failures: number;
  readonly atMs: number;
  readonly retryAtMs: number;
}

/** Operations read ahead of what may be sent because one on the same name is under way. */
const maxWaiting = 1000;
/** With so many set aside no more are read: memory and `peers.json` stay bounded (I6). */
const maxSetAside = 5000;

export function createPeerQueue(cursor: JournalCursor, restored: PeerPosition): PeerQueue {
  const underWay = new Set<JournalEntry>();
  const namesUnderWay = new Set<StoredName>();
  let waiting: JournalEntry[] = [];
  /** The one tried longest ago comes first. */
  const aside = new Map<JournalEntry, SetAside>();
  for (const operation of restored.setAside) {
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
    return [...[...underWay].filter((entry) => !aside.has(entry)), ...waiting];
  }

  return {
    take: async (nowMs) => takeSetAside(nowMs) ?? (await takeUntried(Infinity)),
    takeUntried,
    takeOldest: () => takeSetAside(Infinity),
    acknowledge(entry) {
      end(entry);
      aside.delete(entry);
    },
    setAside(entry, nowMs) {
      end(entry);
      const failures = (aside.get(entry)?.failures ?? 0) + 1;
      aside.delete(entry);
      aside.set(entry, { failures, atMs: nowMs, retryAtMs: nowMs + retryDelayMs(failures) });
    },
    retryAll() {
      for (const [entry, state] of aside) aside.set(entry, { ...state, retryAtMs: 0 });
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
