/**
 * The state machine of one peer, as a pure function: `state × event → state`.
 *
 * - `unknown`: no response since the last restart, and too few failures to say more.
 * - `up`: it responds; the send window is open.
 * - `refusing`: it responds, but has rejected as many operations in a row as the window holds. What
 *   it refuses for good, by the file's size or name, does not count.
 * - `down`: it does not respond, or not as a node does.
 *
 * Besides, a peer that responds may be `isUnauthorized`: it does not know this node's secret.
 *
 * Any response makes `unknown` and `down` `up`; only an acknowledgement ends `refusing`, because a
 * further rejection proves nothing new. An address that can't be reached makes any state `down` at
 * once. While a peer is `refusing` or `down`, operations are sent to it one at a time, as probes.
 *
 * While nothing is sent, because nothing is pending or because all of it is deferred, the peer is
 * asked for its status instead (`probed`). One that gives it is there, and one that does not is
 * `down`.
 *
 * Invariant: `rounds` is 0 and `probeUsed` is false while a peer is `unknown` or `up`. Nothing of
 * this is saved: after a crash each peer is `unknown` again, and the first drain finds out.
 */
import { backoffMs } from '../concurrency/backoff.ts';
import {
  DeliveryError,
  LastingRefusalError,
  UnauthorizedError,
} from '../delivery/delivery-error.ts';
import { describeError } from '../errors/describe-error.ts';

export interface PeerState {
  readonly condition: 'unknown' | 'up' | 'refusing' | 'down';
  /** It responds, and rejects this node's secret. */
  readonly isUnauthorized: boolean;
  /** How many operations in a row the peer did not accept. */
  readonly failures: number;
  /** How many drains in a row have left the peer refusing or down. */
  readonly rounds: number;
  /** When the last of those drains ended, in Unix milliseconds; 0 when there was none. */
  readonly roundEndedMs: number;
  /** Nothing more may be sent in this drain. */
  readonly probeUsed: boolean;
  /** How many operations of this drain failed because of this node itself. */
  readonly localFaults: number;
  /** In Unix milliseconds. */
  readonly lastSuccessMs: number | undefined;
  readonly lastError: string | undefined;
}

/** What happens to a peer, or to an operation on its way there. Times are Unix milliseconds. */
export type PeerEvent =
  | { readonly type: 'drain-started' }
  /** The last operation that this drain may try was taken, or there is none. */
  | { readonly type: 'probe-used' }
  | { readonly type: 'acknowledged'; readonly nowMs: number }
  /** The peer did not need the operation, so nothing was learned about it. */
  | { readonly type: 'skipped' }
  /** A `DeliveryError` is a failure of the peer, any other error one of this node itself. */
  | { readonly type: 'failed'; readonly error: unknown; readonly deferredCount: number }
  | { readonly type: 'journal-unreadable'; readonly error: unknown }
  /** It was asked for its status, and gave none if there is an error; idle: nothing is pending. */
  | {
      readonly type: 'probed';
      readonly error: DeliveryError | undefined;
      readonly isIdle: boolean;
    }
  | { readonly type: 'drain-ended'; readonly nowMs: number };

/** Nothing is known of the peer yet. */
export const initialPeerState: PeerState = {
  condition: 'unknown',
  isUnauthorized: false,
  failures: 0,
  rounds: 0,
  roundEndedMs: 0,
  probeUsed: false,
  localFaults: 0,
  lastSuccessMs: undefined,
  lastError: undefined,
};

/** What an acknowledgement resets, and the first response of a peer that was down. */
const upAgain = {
  condition: 'up',
  isUnauthorized: false,
  failures: 0,
  rounds: 0,
  roundEndedMs: 0,
  probeUsed: false,
} as const;

/** Whether operations are sent one at a time, as probes. */
export function isProbed({ condition }: PeerState): boolean {
  return condition === 'refusing' || condition === 'down';
}

/** When the back-off after the last round ends; `undefined` while there was no round. */
export function nextRoundMs({ rounds, roundEndedMs }: PeerState): number | undefined {
  return rounds === 0 ? undefined : roundEndedMs + backoffMs(rounds);
}

/** With `failureLimit` failures in a row a peer counts as refusing or down. */
export function nextPeerState(state: PeerState, event: PeerEvent, failureLimit: number): PeerState {
  switch (event.type) {
    case 'drain-started':
      return { ...state, probeUsed: false, localFaults: 0 };
    case 'probe-used':
      return { ...state, probeUsed: true };
    case 'acknowledged':
      return { ...state, ...upAgain, lastSuccessMs: event.nowMs };
    case 'skipped':
      return { ...state, probeUsed: false };
    case 'failed':
      return afterFailure({ ...state, lastError: describeError(event.error) }, event, failureLimit);
    case 'journal-unreadable':
      return { ...state, lastError: describeError(event.error) };
    case 'probed':
      return afterProbe(state, event);
    case 'drain-ended':
      if (!isProbed(state)) return state;
      return { ...state, rounds: state.rounds + 1, roundEndedMs: event.nowMs };
  }
}

function afterFailure(
  state: PeerState,
  { error, deferredCount }: PeerEvent & { type: 'failed' },
  failureLimit: number,
): PeerState {
  if (error instanceof DeliveryError) return afterPeerFailure(state, error, failureLimit);
  // It says nothing about the peer, so another operation may be tried: each deferred one once.
  const localFaults = state.localFaults + 1;
  const probeUsed = state.probeUsed && localFaults > deferredCount;
  return { ...state, localFaults, probeUsed };
}

function afterPeerFailure(
  before: PeerState,
  error: DeliveryError,
  failureLimit: number,
): PeerState {
  const { kind, isResponse } = error;
  const isUnauthorized = error instanceof UnauthorizedError;
  const state = { ...(isResponse ? afterResponse(before) : before), isUnauthorized };
  if (kind === 'arriving' || kind === 'interrupted') return state;
  // A peer that refuses one file for good is there, and says nothing about the others.
  if (error instanceof LastingRefusalError) return state;
  const failures = state.failures + 1;
  if (failures < failureLimit && kind !== 'unreachable') return { ...state, failures };
  if (isResponse) return { ...state, failures, condition: 'refusing' };
  // A peer that has just failed to respond is not tried again before the back-off ends.
  return { ...state, failures, condition: 'down', probeUsed: true };
}

/** A status that does not come needs no second try: nothing waits for it. */
function afterProbe(
  state: PeerState,
  { error, isIdle }: PeerEvent & { type: 'probed' },
): PeerState {
  // When nothing is pending, nothing is refused any more either.
  if (error === undefined && isIdle) return { ...state, ...upAgain };
  if (error === undefined) return { ...afterResponse(state), isUnauthorized: false };
  const lastError = describeError(error);
  const isUnauthorized = error instanceof UnauthorizedError;
  if (error.isResponse) return { ...afterResponse(state), lastError, isUnauthorized };
  return { ...state, lastError, isUnauthorized, condition: 'down' };
}

/** Whoever responds is there, even if it accepts nothing. */
function afterResponse(state: PeerState): PeerState {
  if (state.condition === 'down') return { ...state, ...upAgain };
  return state.condition === 'unknown' ? { ...state, condition: 'up' } : state;
}
