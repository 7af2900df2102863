import type { PeerQueue } from '../pending/peer-queue.ts';
import type { PeerReport } from '../pending/peers.ts';
import { isProbed, nextRoundMs, type PeerState } from './peer-state.ts';

/** How one peer is doing, for `/_status`. Times are Unix milliseconds. */
export interface PeerStatus {
  /** A peer that refuses everything counts as down, but for one that rejects this node's secret. */
  readonly state: 'up' | 'down' | 'unauthorized' | 'unknown';
  readonly lastSuccessMs: number | undefined;
  readonly lastError: string | undefined;
  /** What the operator must change about the peer's URL. */
  readonly problem: string | undefined;
  /** When something is sent without new work; `undefined` when nothing is pending. */
  readonly nextAttemptMs: number | undefined;
}

/** What a peer's responses show of it, for `/_status`. */
export type PeerObservations = Pick<PeerReport, 'refused' | 'clockOffsetSeconds'>;

/** Describes a peer by its state, and by what is pending for it. */
export function toPeerStatus(
  state: PeerState,
  queue: Pick<PeerQueue, 'length' | 'nextRetryMs'>,
  problem: string | undefined,
): PeerStatus {
  const { lastSuccessMs, lastError } = state;
  // A probe may have found it down while all is deferred: then no round has ended.
  const roundMs = isProbed(state) ? nextRoundMs(state) : undefined;
  const nextAttemptMs = roundMs ?? queue.nextRetryMs();
  return {
    state: stateOf(state),
    lastSuccessMs,
    lastError,
    problem,
    nextAttemptMs: queue.length === 0 ? undefined : nextAttemptMs,
  };
}

function stateOf({ condition, isUnauthorized }: PeerState): PeerStatus['state'] {
  if (condition === 'unknown' || condition === 'down') return condition;
  if (isUnauthorized) return 'unauthorized';
  return condition === 'refusing' ? 'down' : 'up';
}
