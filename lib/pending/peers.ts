import type { Copies } from '../copies/copies.ts';
import type { PeerLink } from '../delivery/peer-link.ts';
import type { OfBothSets } from '../inventory/comparison.ts';
import type { Operation, OperationKind } from '../journal/journal.ts';

/** How far the other nodes are, for handlers. */
export interface Peers {
  /** By the peers' URLs as configured, but without their secrets. */
  report(): Readonly<Record<string, PeerReport>>;
  /** The first of the operations that each of them did not accept, so many at most. */
  deferred(most: number): Readonly<Record<string, readonly Operation[]>>;
  /** What became of the operations that were sent to them, by the same URLs. */
  outcomes(): Readonly<Record<string, OperationCounts>>;
  /** The same of those that are no longer configured, and not forgotten yet. */
  removed(): Readonly<Record<string, RemovedPeerReport>>;
  /** Nodes that send operations here and are not configured. */
  unlisted(): readonly UnlistedPeerReport[];
  /** Takes note that a node has sent an operation, and from which address, if that is known. */
  noteSender(nodeId: string, address?: string): void;
  /**
   * Takes note that a process of a node has sent a request. A process that is new may be a peer
   * that was restarted, and has lost something.
   */
  noteProcess(instance: string): void;
  /** Takes note that a process has compared its sets with those here, and what differs. */
  noteComparison(instance: string, differing: OfBothSets<readonly number[]>): void;
  /**
   * The way to the node of this id, to have a request served there: `down` where it does not
   * respond at present, or may be a peer that has not responded yet; `undefined` where no peer is
   * that node.
   */
  wayTo(nodeId: string): NonNullable<PeerLink['pass']> | 'down' | undefined;
  /** Which of them have the files that a client wants to know about. */
  readonly copies: Copies;
}

/**
 * What became of an operation that was sent to a peer. `skipped`: the peer does not need it.
 * `rejected`: the peer did not accept it. `failed`: it gave no result, or what is to be sent could
 * not be read. The last two are sent again.
 */
export type OperationResult = 'acknowledged' | 'skipped' | 'rejected' | 'failed';

/** How many operations of each kind had each result since the start; each attempt counts. */
export type OperationCounts = Readonly<
  Record<OperationKind, Readonly<Record<OperationResult, number>>>
>;

/** How far a peer is, for `/_status`. */
export interface PeerReport {
  /** How many operations the peer has not acknowledged (I7). */
  readonly pending: number;
  /** @deprecated The older name of `pending`. */
  readonly length: number;
  /** `down` also means that it responds and refuses everything. */
  readonly state: 'up' | 'down' | 'unauthorized' | 'unknown';
  /** How long the oldest of them has waited; `null` when there is none, or none was read yet. */
  readonly oldestAgeSeconds: number | null;
  /** How many of them the peer did not accept, each to be retried with its own back-off. */
  readonly deferred: number;
  /** @deprecated The older name of `deferred`. */
  readonly setAside: number;
  /** Why the peer rejects operations, the commonest reasons first; five at most. */
  readonly refused: readonly RefusalReport[];
  /** How far its clock is ahead of this node's, by its responses; `null` before the first. */
  readonly clockOffsetSeconds: number | null;
  /** ISO 8601, like `nextAttempt`. */
  readonly lastSuccess: string | null;
  readonly lastError: string | null;
  /** What the operator must change about the peer's URL, or what is there, as one sentence. */
  readonly problem: string | null;
  readonly nextAttempt: string | null;
  /**
   * Whether both nodes held the same when they were compared last, but for what was on its way;
   * `null` until that is known, again once it is in doubt, and of a peer that can't be compared.
   */
  readonly inSync: boolean | null;
  /** When they were compared last; ISO 8601. */
  readonly comparedAt: string | null;
  /** Why the last comparison failed; `null` when it did not. */
  readonly compareError: string | null;
  /** How many operations it acknowledged since the last restart beyond those of the journal. */
  readonly repaired: number;
}

/** A reason for which a peer rejects operations. */
export interface RefusalReport {
  /** What it responded, for people. */
  readonly reason: string;
  /** How many of the deferred operations it rejected so when they were sent last. */
  readonly count: number;
}

/** What is kept for a peer that is no longer configured. */
export interface RemovedPeerReport {
  /** How many operations it has not acknowledged. */
  readonly pending: number;
  /** @deprecated The older name of `pending`. */
  readonly length: number;
  /** When it is forgotten unless it is configured again; ISO 8601. */
  readonly forgetAt: string;
}

/** A node that sends operations here, and gets none, because it is not configured. */
export interface UnlistedPeerReport {
  readonly nodeId: string;
  /** Where it sent the last one from; `null` where the host does not know that. */
  readonly address: string | null;
  /** When that was; ISO 8601. */
  readonly lastSeen: string;
}
