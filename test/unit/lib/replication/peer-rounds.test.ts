import { expect, it } from 'vitest';
import { DeliveryError } from '../../../../lib/delivery/delivery-error.ts';
import {
  initialPeerState,
  isProbed,
  nextPeerState,
  nextRoundMs,
  type PeerEvent,
} from '../../../../lib/replication/peer-state.ts';

const nowMs = 1_700_000_000_000;

const unreachable: PeerEvent = {
  type: 'failed',
  error: new DeliveryError('it was unreachable', 'unreachable'),
  deferredCount: 1,
};

it('the next round comes when the back-off is over, and none before the first has ended', () => {
  let state = nextPeerState(initialPeerState, unreachable, 4);
  expect([isProbed(state), nextRoundMs(state)]).toEqual([true, undefined]);
  const waits: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    state = nextPeerState(state, { type: 'drain-ended', nowMs }, 4);
    waits.push((nextRoundMs(state) as number) - nowMs);
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});
