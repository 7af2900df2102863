import { smallest } from '../collections/smallest.ts';
import type { JournalCursor, JournalEntry, Operation } from '../journal/journal.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import {
  type Deferral,
  type DeferralReason,
  deferAgain,
  deferredBefore,
  turnMs,
} from './deferral.ts';

/**
 * The uploads that a peer has not acknowledged, or the deletions: the journal from a position on,
 * and what was deferred before it. A lane waits for the other only for an operation on one name.
 */
export interface QueueLane {
  /** The next operation that may be sent now. One caller at a time. */
  next(nowMs: number): Promise<JournalEntry | undefined>;
  /** The next operation never tried, unless that many are deferred already. */
  nextFresh(maxDeferred: number): Promise<JournalEntry | undefined>;
  /** The deferred operation whose turn comes first, even if its back-off is not over. */
  nextDeferred(): JournalEntry | undefined;
  /** The turn of the one that `nextDeferred` would give; `undefined` when there is none. */
  nextTurnMs(): number | undefined;
  acknowledge(entry: JournalEntry): void;
  defer(entry: JournalEntry, nowMs: number, why: DeferralReason): void;
  retryDeferredNow(why: DeferralReason): void;
  /** Adds an operation that is in no journal any more: it is deferred, and may be tried at once. */
  adopt(operation: Operation): void;
  /** Reads on from another cursor, whatever of it was acknowledged before. */
  rewind(start: JournalCursor): void;
  /** Goes on with another cursor once nothing is left of the first. */
  readFrom(next: JournalCursor): void;
  /** The sequence number of the first record that was not read yet. */
  position(): number;
  /** The names of the operations that were read and are not acknowledged. */
  names(): readonly StoredName[];
  /** The first of the deferred operations, so many at most. */
  deferred(most: number): readonly Operation[];
  readonly length: number;
  readonly deferredCount: number;
  nextRetryMs(): number | undefined;
  oldestSeconds(): number | undefined;
  snapshot(): LanePosition;
}

/** As in `peers.json`: everything before `position` is acknowledged or deferred. */
export interface LanePosition {
  readonly position: number;
  readonly setAside: readonly Operation[];
}

/** Creates a lane; the lanes of one peer share the names that are in flight. */
export function createQueueLane(
  first: JournalCursor,
  restored: readonly Operation[],
  namesInFlight: Set<StoredName>,
  limits = defaultMemoryLimits,
): QueueLane {
  let cursor = first;
  /** In flight when the lane was rewound: how they end does not matter, they are read again. */
  const outdated = new Set<JournalEntry>();
  const inFlight = new Set<JournalEntry>();
  let waiting: JournalEntry[] = [];
  /** The one tried longest ago comes first. */
  const deferred = new Map<JournalEntry, Deferral>();
  for (const operation of restored) adopt(operation);

  function adopt(operation: Operation): void {
    deferred.set({ ...operation, sequence: 0 }, deferredBefore);
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

  /** Whether no operation on the name is in flight; a deferred one does not hold up the next. */
  function isFree({ name }: JournalEntry): boolean {
    return !namesInFlight.has(name);
  }

  /** The deferred operation whose turn comes first, and when that is. */
  function firstTurn(): { readonly entry: JournalEntry; readonly atMs: number } | undefined {
    let first: { readonly entry: JournalEntry; readonly atMs: number } | undefined;
    for (const [entry, state] of deferred) {
      const atMs = turnMs(state);
      if (isFree(entry) && atMs < (first?.atMs ?? Infinity)) first = { entry, atMs };
    }
    return first;
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

  async function nextFresh(maxDeferred: number): Promise<JournalEntry | undefined> {
    // Memory and `peers.json` stay bounded (I6): what is in flight may be deferred, too.
    if (deferred.size + firstTries().length >= Math.min(maxDeferred, limits.maxDeferred))
      return undefined;
    const ready = nextWaiting();
    if (ready !== undefined) return ready;
    while (waiting.length < limits.maxWaiting && (await cursor.fill())) {
      // From the cursor into this lane in one synchronous step: a snapshot must not miss it.
      for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) {
        if (isFree(entry)) return begin(entry);
        waiting.push(entry);
      }
    }
    return undefined;
  }

  /** What is in flight for the first time. */
  function firstTries(): JournalEntry[] {
    return [...inFlight].filter((entry) => !deferred.has(entry) && !outdated.has(entry));
  }

  /** Everything read from the cursor that is neither acknowledged nor deferred. */
  function unacknowledged(): JournalEntry[] {
    return [...firstTries(), ...waiting];
  }

  return {
    next: async (nowMs) => nextReady(nowMs) ?? (await nextFresh(Infinity)),
    nextFresh,
    nextDeferred() {
      const first = firstTurn();
      return first && begin(first.entry);
    },
    nextTurnMs: () => firstTurn()?.atMs,
    acknowledge(entry) {
      end(entry);
      if (!outdated.delete(entry)) deferred.delete(entry);
    },
    defer(entry, nowMs, why) {
      end(entry);
      if (outdated.delete(entry)) return;
      const before = deferred.get(entry) ?? deferredBefore;
      deferred.delete(entry);
      deferred.set(entry, deferAgain(before, why, nowMs));
    },
    retryDeferredNow(why) {
      for (const [entry, state] of deferred) {
        if (state.why === why) deferred.set(entry, { ...state, retryAtMs: 0 });
      }
    },
    adopt,
    rewind(start) {
      cursor = start;
      waiting = [];
      // What was deferred before the first record that is kept is in no journal any more.
      const isRead = ({ sequence }: JournalEntry): boolean => sequence >= start.position();
      for (const entry of inFlight) if (isRead(entry)) outdated.add(entry);
      for (const entry of deferred.keys()) if (isRead(entry)) deferred.delete(entry);
    },
    readFrom(next) {
      cursor = next;
    },
    position: () => cursor.position(),
    names: () => [...unacknowledged(), ...deferred.keys()].map(({ name }) => name),
    deferred: (most) => [...deferred.keys()].slice(0, most),
    get length() {
      return cursor.remaining() + unacknowledged().length + deferred.size;
    },
    get deferredCount() {
      return deferred.size;
    },
    nextRetryMs() {
      const free = [...deferred].filter(([entry]) => isFree(entry));
      return smallest(free.map(([, { retryAtMs }]) => retryAtMs));
    },
    oldestSeconds: () =>
      smallest([...unacknowledged(), ...deferred.keys()].map(({ seconds }) => seconds)),
    snapshot() {
      const sequences = unacknowledged().map(({ sequence }) => sequence);
      const position = Math.min(cursor.position(), ...sequences);
      // What comes after the position is read again from the journal.
      const setAside = [...deferred.keys()].filter(({ sequence }) => sequence < position);
      return { position, setAside: setAside.map(({ sequence, ...operation }) => operation) };
    },
  };
}
