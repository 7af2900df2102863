import { areEqual, type OfBothSets } from '../inventory/comparison.ts';
import type { RepairSourceOptions } from './repair-source.ts';
import { createSyncState } from './sync-state.ts';

/** How old the sums of a peer that compares may be here: no request lasts longer. */
const maxSumsAgeMs = 150_000;

/**
 * Of whom a comparison is. It says nothing of another process of the peer, which may have other
 * files, nor of this node once files may have gone here.
 */
export interface Compared {
  readonly instance: string | undefined;
  /** Of this node's inventory. */
  readonly epoch: number;
}

/** The buckets that differ in a comparison. */
type Differing = OfBothSets<readonly number[]>;

/** What comparisons with one peer have shown. */
export interface PeerSync {
  /** Of whom a comparison is that begins now. */
  current(): Compared;
  /** Whether two processes respond alternately: what they hold can't be known. */
  isShared(): boolean;
  isCurrent(compared: Compared | undefined): boolean;
  /** How many comparisons in a row have left a bucket that was never found equal. */
  readonly unequal: number;
  /** Notes a comparison that this node began at a time, in Unix milliseconds. */
  note(differing: Differing, compared: Compared, begunMs: number): void;
  /** Notes that the peer has compared the sets just now, and found them equal. */
  noteEqual(): void;
  /**
   * Notes that the peer has compared the sets, and found them to differ. Returns whether it is not
   * known any more whether both hold the same.
   */
  noteUnequal(differing: Differing): boolean;
  /** Notes that the peer lacks something that is not on its way. */
  noteMissing(): void;
  /** Forgets what was found: the peer can't be compared. */
  reset(): void;
  report(): SyncReport;
}

export interface SyncReport {
  /** Whether both nodes hold the same; unknown of a process that was not compared. */
  readonly inSync: boolean | undefined;
  /** When the last comparison succeeded, in Unix milliseconds. */
  readonly comparedAtMs: number | undefined;
  /**
   * The latest time, in Unix milliseconds, at which both nodes are known to have held the same;
   * `undefined` unless they are in sync.
   */
  readonly equalAtMs: number | undefined;
}

export type PeerSyncOptions = Pick<
  RepairSourceOptions,
  'peer' | 'queue' | 'inventory' | 'nextSequence' | 'clock'
>;

/** Creates the state of a peer that was not compared yet. */
export function createPeerSync(options: PeerSyncOptions): PeerSync {
  const { peer, queue, inventory, nextSequence, clock } = options;
  const state = createSyncState();
  let last: Compared | undefined;
  /** The end of the journal at the last comparison. */
  let sequence = 0;
  let comparedAtMs: number | undefined;
  let equalAtMs: number | undefined;

  function current(): Compared {
    return { instance: peer.identity.instance, epoch: inventory.epoch };
  }

  function isShared(): boolean {
    return peer.problem()?.isShared === true;
  }

  function isCurrent(compared: Compared | undefined): boolean {
    return areSame(compared, current());
  }

  /** How many operations may be on their way: pending there, or recorded here since. */
  function underWay(): number {
    return queue.length + nextSequence() - sequence;
  }

  function note(differing: Differing, compared: Compared): void {
    if (!areSame(last, compared)) {
      state.reset();
      equalAtMs = undefined;
    }
    state.note(differing, underWay());
    [last, sequence, comparedAtMs] = [compared, nextSequence(), clock.nowMs()];
  }

  return {
    current,
    isShared,
    isCurrent,
    get unequal() {
      return state.unequal;
    },
    note(differing, compared, begunMs) {
      note(differing, compared);
      if (areEqual(differing)) equalAtMs = begunMs;
    },
    noteEqual() {
      note({ stored: [], tombstones: [] }, current());
      const wasSetBack = clock.nowMs() < (equalAtMs ?? 0);
      equalAtMs = Math.max(wasSetBack ? 0 : (equalAtMs ?? 0), clock.nowMs() - maxSumsAgeMs);
    },
    noteUnequal: ({ stored, tombstones }) =>
      isCurrent(last) && state.doubt(stored.length + tombstones.length, underWay()),
    noteMissing: state.noteMissing,
    reset: state.reset,
    report() {
      const isKnown = isCurrent(last) && !isShared();
      const inSync = isKnown && inventory.isComplete ? state.inSync : undefined;
      return { inSync, comparedAtMs, equalAtMs: inSync === true ? equalAtMs : undefined };
    },
  };
}

function areSame(one: Compared | undefined, { instance, epoch }: Compared): boolean {
  return one !== undefined && one.instance === instance && one.epoch === epoch;
}
