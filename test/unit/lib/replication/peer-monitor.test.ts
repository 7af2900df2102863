import { expect, it } from 'vitest';
import {
  DeliveryError,
  PeerFullError,
  UploadConflictError,
} from '../../../../lib/delivery/delivery-error.ts';
import type { PeerProblem } from '../../../../lib/delivery/peer-problem.ts';
import { createPeerMonitor } from '../../../../lib/replication/peer-monitor.ts';
import { entries } from '../../../support/node/test-queue.ts';

const unidentified: PeerProblem = { level: 'warn', text: 'not a node' };
const balancer: PeerProblem = { level: 'error', text: 'a balancer', isShared: true };

function setUp() {
  const logged: string[] = [];
  const clock = { ms: 0 };
  let rewinds = 0;
  const monitor = createPeerMonitor({
    peerName: 'http://peer',
    clock: { nowMs: () => clock.ms },
    log: {
      error: (message) => void logged.push(`error: ${message}`),
      warn: (message) => void logged.push(`warn: ${message}`),
      debug: () => undefined,
    },
    onShared: () => {
      rewinds += 1;
    },
  });
  return { monitor, logged, clock, rewinds: () => rewinds };
}

it('a recurring problem is logged once, and its end after a quiet minute', () => {
  const { monitor, logged, clock } = setUp();
  monitor.noteProblem(undefined);
  for (let turn = 0; turn < 10; turn += 1) {
    monitor.noteProblem(unidentified);
    clock.ms += 59_999;
    monitor.noteProblem(undefined);
  }
  expect(logged).toEqual(['warn: not a node']);
  clock.ms += 59_999;
  monitor.noteProblem(undefined);
  expect(logged).toHaveLength(1);
  clock.ms += 1;
  monitor.noteProblem(undefined);
  monitor.noteProblem(undefined);
  expect(logged).toEqual(['warn: not a node', 'warn: a problem with a peer is over']);
  monitor.noteProblem(unidentified);
  monitor.noteProblem(balancer);
  expect(logged.slice(2)).toEqual(['warn: not a node', 'error: a balancer']);
});

it('the queue is rewound each time that several nodes turn out to respond there', () => {
  const { monitor, rewinds } = setUp();
  monitor.noteProblem(balancer);
  monitor.noteProblem(balancer);
  expect(rewinds()).toBe(1);
  monitor.noteProblem(undefined);
  monitor.noteProblem(balancer);
  expect(rewinds()).toBe(2);
});

it('conflicting uploads are logged once, and again only after none was left', () => {
  const { monitor, logged } = setUp();
  const [one, two, three] = entries(3) as [never, never, never];
  monitor.noteFailure(one, new DeliveryError('500', 'rejected'));
  monitor.noteFailure(one, new UploadConflictError('409', 'rejected'));
  monitor.noteFailure(two, new UploadConflictError('409', 'rejected'));
  monitor.noteDone(one, 'acknowledged');
  monitor.noteFailure(two, new UploadConflictError('409', 'rejected'));
  expect(logged).toHaveLength(1);
  monitor.noteDone(two, 'skipped');
  monitor.noteFailure(three, new UploadConflictError('409', 'rejected'));
  expect(logged).toHaveLength(2);
  monitor.noteProblem(balancer);
  monitor.noteFailure(two, new UploadConflictError('409', 'rejected'));
  expect(logged).toHaveLength(4);
});

it('a full disk is logged once, though small uploads fit now and then, and its end when idle', () => {
  const { monitor, logged, clock } = setUp();
  const [one, two] = entries(2) as [never, never];
  for (let turn = 0; turn < 10; turn += 1) {
    monitor.noteFailure(one, new PeerFullError('507', 'rejected'));
    clock.ms += 59_999;
    monitor.noteDone(two, 'acknowledged');
  }
  expect(logged).toEqual(["warn: a peer's disk is full"]);
  monitor.noteProbe(undefined);
  clock.ms += 60_000;
  monitor.noteProbe(new DeliveryError('no data', 'protocol'));
  expect(logged).toHaveLength(1);
  monitor.noteProbe(undefined);
  expect(logged.slice(1)).toEqual(["warn: a peer's disk has free space again"]);
});
