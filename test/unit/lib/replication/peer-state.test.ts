import { describe, expect, it, test } from 'vitest';
import { DeliveryError, type FailureKind } from '../../../../lib/delivery/delivery-error.ts';
import {
  initialPeerState,
  nextPeerState,
  type PeerEvent,
  type PeerState,
} from '../../../../lib/replication/peer-state.ts';

const failureLimit = 4;
const nowMs = 1_700_000_000_000;

type Condition = PeerState['condition'];

/** Each state as it is in the middle of a drain, one failure short of the limit where it can be. */
const states: Readonly<Record<Condition, PeerState>> = {
  unknown: { ...initialPeerState, failures: 3 },
  up: { ...initialPeerState, condition: 'up', failures: 3, lastSuccessMs: 1 },
  refusing: { ...initialPeerState, condition: 'refusing', failures: 9, rounds: 2, probeUsed: true },
  down: { ...initialPeerState, condition: 'down', failures: 9, rounds: 2, probeUsed: true },
};

const failed = (kind: FailureKind): PeerEvent => ({
  type: 'failed',
  error: new DeliveryError(`it was ${kind}`, kind),
  deferredCount: 1,
});

const localFault = (deferredCount: number): PeerEvent => ({
  type: 'failed',
  error: new Error('EIO'),
  deferredCount,
});

const probed = (isIdle: boolean, error?: DeliveryError): PeerEvent => ({
  type: 'probed',
  error,
  isIdle,
});

const events: Readonly<Record<string, PeerEvent>> = {
  'a drain starts': { type: 'drain-started' },
  'the probe is used': { type: 'probe-used' },
  acknowledged: { type: 'acknowledged', nowMs },
  skipped: { type: 'skipped' },
  unreachable: failed('unreachable'),
  'broken off': failed('protocol'),
  rejected: failed('rejected'),
  'arriving from elsewhere': failed('arriving'),
  'unreadable here, others left': localFault(1),
  'unreadable here, none left': localFault(0),
  'the journal is unreadable': { type: 'journal-unreadable', error: new Error('EIO') },
  'the drain ends': { type: 'drain-ended', nowMs },
  'gives its status while idle': probed(true),
  'gives its status, all deferred': probed(false),
  'gives no status': probed(true, new DeliveryError('no data', 'protocol')),
};

/** The condition, the failures in a row, the rounds, and whether the probe is used. */
type Row = readonly [Condition, number, number, boolean];

/** In the order of `events`. */
const table: Readonly<Record<Condition, readonly Row[]>> = {
  unknown: [
    ['unknown', 3, 0, false],
    // Only a peer that is refusing or down is probed.
    ['unknown', 3, 0, true],
    ['up', 0, 0, false],
    ['unknown', 3, 0, false],
    ['down', 4, 0, true],
    ['down', 4, 0, true],
    ['refusing', 4, 0, false],
    ['up', 3, 0, false],
    ['unknown', 3, 0, false],
    ['unknown', 3, 0, false],
    ['unknown', 3, 0, false],
    ['unknown', 3, 0, false],
    ['up', 0, 0, false],
    ['up', 3, 0, false],
    ['down', 3, 0, false],
  ],
  up: [
    ['up', 3, 0, false],
    ['up', 3, 0, true],
    ['up', 0, 0, false],
    ['up', 3, 0, false],
    ['down', 4, 0, true],
    ['down', 4, 0, true],
    ['refusing', 4, 0, false],
    ['up', 3, 0, false],
    ['up', 3, 0, false],
    ['up', 3, 0, false],
    ['up', 3, 0, false],
    ['up', 3, 0, false],
    ['up', 0, 0, false],
    ['up', 3, 0, false],
    ['down', 3, 0, false],
  ],
  refusing: [
    ['refusing', 9, 2, false],
    ['refusing', 9, 2, true],
    ['up', 0, 0, false],
    ['refusing', 9, 2, false],
    ['down', 10, 2, true],
    ['down', 10, 2, true],
    ['refusing', 10, 2, true],
    ['refusing', 9, 2, true],
    ['refusing', 9, 2, false],
    ['refusing', 9, 2, true],
    ['refusing', 9, 2, true],
    ['refusing', 9, 3, true],
    ['up', 0, 0, false],
    ['refusing', 9, 2, true],
    ['down', 9, 2, true],
  ],
  down: [
    ['down', 9, 2, false],
    ['down', 9, 2, true],
    ['up', 0, 0, false],
    ['down', 9, 2, false],
    ['down', 10, 2, true],
    ['down', 10, 2, true],
    ['up', 1, 0, false],
    ['up', 0, 0, false],
    ['down', 9, 2, false],
    ['down', 9, 2, true],
    ['down', 9, 2, true],
    ['down', 9, 3, true],
    ['up', 0, 0, false],
    ['up', 0, 0, false],
    ['down', 9, 2, true],
  ],
};

const conditions = Object.keys(states) as Condition[];
const rows = conditions.flatMap((from) =>
  Object.keys(events).map((name, index) => [from, name, table[from][index] as Row] as const),
);

const next = (state: PeerState, event: PeerEvent): PeerState =>
  nextPeerState(state, event, failureLimit);

test.each(rows)('a peer that is %s, then %s', (from, name, expected) => {
  const { condition, failures, rounds, probeUsed } = next(states[from], events[name] as PeerEvent);
  expect([condition, failures, rounds, probeUsed]).toEqual(expected);
});

test.each(conditions)('a state is never changed in place, even %s', (from) => {
  for (const event of Object.values(events)) {
    const before = Object.freeze({ ...states[from] });
    expect(() => next(before, event)).not.toThrow();
  }
});

describe('failures below the limit', () => {
  it.each(['protocol', 'rejected'] as const)('leave a peer up when they are %s', (kind) => {
    let state = next(initialPeerState, { type: 'acknowledged', nowMs });
    for (let count = 1; count < failureLimit; count += 1) state = next(state, failed(kind));
    expect(state.condition).toBe('up');
    expect(next(state, failed(kind)).condition).not.toBe('up');
  });

  it('leave an unreachable peer down although it breaks off once', () => {
    const state = next(next(initialPeerState, failed('unreachable')), failed('protocol'));
    expect([state.condition, state.failures]).toEqual(['down', 2]);
  });

  it('make a peer that was never contacted up when it responds', () => {
    expect(next(initialPeerState, failed('rejected')).condition).toBe('up');
  });
});

it('a peer that was down and rejects its only operation is refusing', () => {
  const state = nextPeerState(states.down, failed('rejected'), 1);
  expect(state).toMatchObject({ condition: 'refusing', failures: 1, rounds: 0, probeUsed: false });
});

it('a deferred operation that is unreadable here does not use up the probe', () => {
  let state: PeerState = states.down;
  const probeUsed: boolean[] = [];
  for (let count = 0; count < 4; count += 1) {
    state = next(next(state, { type: 'probe-used' }), localFault(2));
    probeUsed.push(state.probeUsed);
  }
  expect(probeUsed).toEqual([false, false, true, true]);
  expect(next(state, { type: 'drain-started' })).toMatchObject({ localFaults: 0 });
});

it('remembers the last error and the last success', () => {
  let state = next(initialPeerState, failed('protocol'));
  expect([state.lastError, state.lastSuccessMs]).toEqual(['it was protocol', undefined]);
  state = next(state, { type: 'acknowledged', nowMs });
  expect([state.lastError, state.lastSuccessMs]).toEqual(['it was protocol', nowMs]);
  state = next(state, { type: 'journal-unreadable', error: new Error('EIO') });
  expect([state.lastError, state.lastSuccessMs]).toEqual(['EIO', nowMs]);
});
