import { expect, it } from 'vitest';
import {
  DeliveryError,
  LastingRefusalError,
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

const rejects = 'warn: a peer rejects operations that this node has accepted';
const accepts = 'warn: a peer accepts the operations that it rejected';

it('a lasting refusal is logged once for each status, and its end when none is left', () => {
  const { monitor, logged, clock } = setUp();
  const [one, two, three, four] = entries(4) as [never, never, never, never];
  for (let turn = 0; turn < 100; turn += 1) {
    monitor.noteFailure(one, new LastingRefusalError('413', 413));
    monitor.noteFailure(two, new LastingRefusalError('413', 413));
    monitor.noteFailure(three, new LastingRefusalError('400', 400));
    monitor.noteDone(four, 'acknowledged');
    clock.ms += 30_000;
  }
  expect(logged).toEqual([rejects, rejects]);
  expect(monitor.refused()).toEqual([
    { reason: '413', count: 2 },
    { reason: '400', count: 1 },
  ]);
  monitor.noteDone(one, 'acknowledged');
  monitor.noteDone(two, 'skipped');
  clock.ms += 600_000;
  monitor.noteDone(four, 'acknowledged');
  expect(logged).toHaveLength(2);
  monitor.noteDone(three, 'acknowledged');
  expect(monitor.refused()).toEqual([]);
  clock.ms += 59_999;
  monitor.noteProbe(undefined);
  expect(logged).toHaveLength(2);
  clock.ms += 1;
  monitor.noteProbe(undefined);
  monitor.noteProbe(undefined);
  expect(logged.slice(2)).toEqual([accepts]);
  monitor.noteFailure(one, new LastingRefusalError('413', 413));
  expect(logged.slice(3)).toEqual([rejects]);
});

it('a fault of the peer counts as lasting when an operation is rejected for a minute', () => {
  const { monitor, logged, clock } = setUp();
  const [one, two] = entries(2) as [never, never];
  monitor.noteFailure(one, new DeliveryError('it responded 500', 'rejected'));
  clock.ms += 59_999;
  monitor.noteFailure(one, new DeliveryError('it responded 500', 'rejected'));
  monitor.noteFailure(two, new DeliveryError('it responded 500', 'rejected'));
  expect(logged).toEqual([]);
  clock.ms += 1;
  monitor.noteFailure(two, new DeliveryError('it responded 500', 'rejected'));
  expect(logged).toEqual([]);
  monitor.noteFailure(one, new DeliveryError('it responded 500', 'rejected'));
  monitor.noteFailure(one, new DeliveryError('it responded 500', 'rejected'));
  expect(logged).toEqual([rejects]);
  expect(monitor.refused()).toEqual([{ reason: 'it responded 500', count: 2 }]);
});

it('a failure that is no rejection leaves the reasons as they are', () => {
  const { monitor, logged } = setUp();
  const [one] = entries(1) as [never];
  monitor.noteFailure(one, new LastingRefusalError('413', 413));
  monitor.noteFailure(one, new DeliveryError('cut', 'protocol'));
  monitor.noteFailure(one, new DeliveryError('arriving', 'arriving'));
  monitor.noteFailure(one, new Error('EIO'));
  expect(monitor.refused()).toEqual([{ reason: '413', count: 1 }]);
  expect(logged).toHaveLength(1);
});

it('what is rejected is reported as the peer said it last, with the five commonest reasons', () => {
  const { monitor, clock } = setUp();
  const all = entries(40);
  for (const [index, entry] of all.entries()) {
    monitor.noteFailure(entry, new LastingRefusalError(`${index % 8}`, 400));
  }
  clock.ms += 1000;
  for (const entry of all.slice(0, 16)) {
    monitor.noteFailure(entry, new PeerFullError('507', 'rejected'));
  }
  expect(monitor.refused()[0]).toEqual({ reason: '507', count: 16 });
  expect(monitor.refused()).toHaveLength(5);
  for (const entry of all) monitor.noteDone(entry, 'acknowledged');
  expect(monitor.refused()).toEqual([]);
});

it('a clock that differs is logged once, again when it leaps, and its end after a minute', () => {
  const { monitor, logged, clock } = setUp();
  for (const seconds of [undefined, 0, 30, -30]) monitor.noteClock(seconds);
  expect(logged).toEqual([]);
  for (const seconds of [31, 86_400, undefined, 31]) monitor.noteClock(seconds);
  expect(logged).toEqual(["warn: a peer's clock and this node's differ"]);
  for (const seconds of [-31, -32]) monitor.noteClock(seconds);
  expect(logged).toHaveLength(2);
  monitor.noteClock(0);
  clock.ms += 60_000;
  monitor.noteClock(undefined);
  expect(logged).toHaveLength(2);
  monitor.noteClock(30);
  monitor.noteClock(0);
  expect(logged.slice(2)).toEqual(["warn: a peer's clock agrees with this node's again"]);
});
