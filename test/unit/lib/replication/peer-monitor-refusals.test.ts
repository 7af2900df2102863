import { expect, it } from 'vitest';
import {
  DeliveryError,
  LastingRefusalError,
  PeerFullError,
} from '../../../../lib/delivery/delivery-error.ts';
import type { JournalEntry } from '../../../../lib/journal/journal.ts';
import { createTestMonitor } from '../../../support/node/test-peer-monitor.ts';
import { entries } from '../../../support/node/test-queue.ts';

const rejects = 'warn: a peer rejects operations that this node has accepted';
const accepts = 'warn: a peer accepts the operations that it rejected';

it('a lasting refusal is logged once for each status, and its end when none is left', () => {
  const { monitor, logged, clock } = createTestMonitor();
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
  const { monitor, logged, clock } = createTestMonitor();
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
  const { monitor, logged } = createTestMonitor();
  const [one] = entries(1) as [never];
  monitor.noteFailure(one, new LastingRefusalError('413', 413));
  monitor.noteFailure(one, new DeliveryError('cut', 'protocol'));
  monitor.noteFailure(one, new DeliveryError('arriving', 'arriving'));
  monitor.noteFailure(one, new Error('EIO'));
  expect(monitor.refused()).toEqual([{ reason: '413', count: 1 }]);
  expect(logged).toHaveLength(1);
});

it('what is rejected is reported as the peer said it last, with the five commonest reasons', () => {
  const { monitor, clock } = createTestMonitor();
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

it('an operation that is read again after a rewind is the same, and leaves nothing behind', () => {
  const { monitor, logged, clock } = createTestMonitor();
  const [before] = entries(1) as [never];
  const [again] = entries(1) as [never];
  monitor.noteFailure(before, new LastingRefusalError('413', 413));
  monitor.noteFailure(again, new LastingRefusalError('413', 413));
  expect(monitor.refused()).toEqual([{ reason: '413', count: 1 }]);
  monitor.noteDone(again, 'acknowledged');
  expect(monitor.refused()).toEqual([]);
  clock.ms += 60_000;
  monitor.noteProbe(undefined);
  expect(logged).toEqual([rejects, accepts]);
});

it('an upload and the deletion of its name are two operations', () => {
  const { monitor } = createTestMonitor();
  const [upload] = entries(1) as [JournalEntry];
  monitor.noteFailure(upload, new LastingRefusalError('400', 400));
  monitor.noteFailure({ ...upload, op: 'DELETE' }, new LastingRefusalError('400', 400));
  expect(monitor.refused()).toEqual([{ reason: '400', count: 2 }]);
  monitor.noteDone({ ...upload, op: 'DELETE' }, 'acknowledged');
  expect(monitor.refused()).toEqual([{ reason: '400', count: 1 }]);
});
