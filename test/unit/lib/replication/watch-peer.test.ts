import { expect, it } from 'vitest';
import { ConflictError, DeliveryError } from '../../../../lib/delivery/delivery-error.ts';
import type { PeerProblem } from '../../../../lib/delivery/peer-identity.ts';
import { createPeerWatch } from '../../../../lib/replication/watch-peer.ts';
import { entries } from '../../../support/node/test-queue.ts';

const stranger: PeerProblem = { level: 'warn', text: 'a stranger' };
const balancer: PeerProblem = { level: 'error', text: 'a balancer', isShared: true };

function setUp() {
  const told: string[] = [];
  const clock = { ms: 0 };
  let rewinds = 0;
  const watch = createPeerWatch({
    peerName: 'http://peer',
    clock: { nowMs: () => clock.ms },
    log: {
      error: (message) => void told.push(`error: ${message}`),
      warn: (message) => void told.push(`warn: ${message}`),
      debug: () => undefined,
    },
    onShared: () => {
      rewinds += 1;
    },
  });
  return { watch, told, clock, rewinds: () => rewinds };
}

it('a problem that comes and goes is told once, and its end after a quiet minute', () => {
  const { watch, told, clock } = setUp();
  watch.noteProblem(undefined);
  for (let turn = 0; turn < 10; turn += 1) {
    watch.noteProblem(stranger);
    clock.ms += 59_999;
    watch.noteProblem(undefined);
  }
  expect(told).toEqual(['warn: a stranger']);
  clock.ms += 59_999;
  watch.noteProblem(undefined);
  expect(told).toHaveLength(1);
  clock.ms += 1;
  watch.noteProblem(undefined);
  watch.noteProblem(undefined);
  expect(told).toEqual(['warn: a stranger', 'warn: a problem with a peer is over']);
  watch.noteProblem(stranger);
  watch.noteProblem(balancer);
  expect(told.slice(2)).toEqual(['warn: a stranger', 'error: a balancer']);
});

it('each time that several nodes turn out to answer there the queue is rewound', () => {
  const { watch, rewinds } = setUp();
  watch.noteProblem(balancer);
  watch.noteProblem(balancer);
  expect(rewinds()).toBe(1);
  watch.noteProblem(undefined);
  watch.noteProblem(balancer);
  expect(rewinds()).toBe(2);
});

it('uploads in whose place something else is are told of once, until none is left', () => {
  const { watch, told } = setUp();
  const [one, two, three] = entries(3) as [never, never, never];
  watch.noteFailure(one, new DeliveryError('500', 'rejected'));
  watch.noteFailure(one, new ConflictError('409', 'rejected'));
  watch.noteFailure(two, new ConflictError('409', 'rejected'));
  watch.noteDone(one, 'acknowledged');
  watch.noteFailure(two, new ConflictError('409', 'rejected'));
  expect(told).toHaveLength(1);
  watch.noteDone(two, 'skipped');
  watch.noteFailure(three, new ConflictError('409', 'rejected'));
  expect(told).toHaveLength(2);
  watch.noteProblem(balancer);
  watch.noteFailure(two, new ConflictError('409', 'rejected'));
  expect(told).toHaveLength(4);
});
