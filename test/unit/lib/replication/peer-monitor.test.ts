import { expect, it } from 'vitest';
import {
  DeliveryError,
  PeerFullError,
  UploadConflictError,
} from '../../../../lib/delivery/delivery-error.ts';
import type { PeerProblem } from '../../../../lib/delivery/peer-problem.ts';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { createTestMonitor } from '../../../support/node/test-peer-monitor.ts';
import { entries } from '../../../support/node/test-queue.ts';

const unidentified: PeerProblem = { level: 'warn', text: 'not a node' };
const balancer: PeerProblem = { level: 'error', text: 'a balancer', isShared: true };

it('a recurring problem is logged once, and its end after a quiet minute', () => {
  const { monitor, logged, clock } = createTestMonitor();
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
  const { monitor, rewinds } = createTestMonitor();
  monitor.noteProblem(balancer);
  monitor.noteProblem(balancer);
  expect(rewinds()).toBe(1);
  monitor.noteProblem(undefined);
  monitor.noteProblem(balancer);
  expect(rewinds()).toBe(2);
});

it("a peer's full disk is not over because it responds, only when it accepts an upload", () => {
  const { monitor, logged, clock } = createTestMonitor();
  const [one, two] = entries(2) as [JournalEntry, JournalEntry];
  monitor.noteFailure(one, new PeerFullError('507', 'rejected'));
  // The upload was deleted meanwhile, so it is not needed any more.
  monitor.noteDone(one, 'skipped');
  monitor.noteDone({ ...one, op: 'DELETE' }, 'acknowledged');
  for (let count = 0; count < 3; count += 1) {
    clock.ms += 60_000;
    monitor.noteProbe(undefined);
  }
  expect(logged).toHaveLength(1);
  monitor.noteDone(two, 'acknowledged');
  clock.ms += 60_000;
  monitor.noteProbe(undefined);
  expect(logged.slice(1)).toEqual(["warn: a peer's disk has free space again"]);
});

it('another process of the peer is noticed once, and several that alternate are not', () => {
  const { monitor, replaced } = createTestMonitor();
  for (const instance of ['a', 'a', undefined, 'a', 'b', 'b']) monitor.noteInstance(instance);
  expect(replaced()).toBe(2);
  monitor.noteProblem(balancer);
  for (const instance of ['a', 'b', 'a']) monitor.noteInstance(instance);
  expect(replaced()).toBe(2);
});

it('conflicting uploads are logged once, and again only after none was left', () => {
  const { monitor, logged } = createTestMonitor();
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
  const { monitor, logged, clock } = createTestMonitor();
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

it('a clock that differs is logged once, again when it leaps, and its end after a minute', () => {
  const { monitor, logged, clock } = createTestMonitor();
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
