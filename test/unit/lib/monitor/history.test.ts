import { expect, test } from 'vitest';
import { createHistory, maxSamples, type Totals } from '../../../../lib/monitor/history.ts';

const none: Totals = { uploads: 0, downloads: 0, receivedBytes: 0, sentBytes: 0 };
const peer = (pending: number, oldestAgeSeconds: number | null = null) =>
  ({ a: { pending, oldestAgeSeconds } }) as const;

test('a sample has what came since the one before, and bytes by the second', () => {
  const history = createHistory(0, { ...none, uploads: 5 });
  history.note(10_000, { uploads: 8, downloads: 2, receivedBytes: 100, sentBytes: 50 }, peer(3, 7));
  history.note(20_000, { uploads: 8, downloads: 3, receivedBytes: 100, sentBytes: 90 }, peer(0));
  expect(history.report()).toEqual({
    times: [10, 20],
    uploads: [3, 0],
    downloads: [2, 1],
    receivedBytesPerSecond: [10, 0],
    sentBytesPerSecond: [5, 4],
    peers: { a: { pending: [3, 0], oldestAgeSeconds: [7, 0] } },
  });
});

test('there is nothing before the first sample, and nothing of a peer that was not there', () => {
  const history = createHistory(0, none);
  expect(history.report()).toMatchObject({ times: [], uploads: [], peers: {} });
  history.note(10_000, none, {});
  history.note(20_000, none, peer(1));
  expect(history.report().peers).toEqual({ a: { pending: [0, 1], oldestAgeSeconds: [0, 0] } });
});

test('half an hour is kept, and no more (I6)', () => {
  const history = createHistory(0, none);
  for (let sample = 1; sample <= 2 * maxSamples; sample += 1) {
    history.note(sample * 10_000, none, {});
  }
  const { times } = history.report();
  expect([times.length, times[0], times.at(-1)]).toEqual([180, 1810, 3600]);
});

test('a clock that was set back makes no rate that is negative or without end', () => {
  const history = createHistory(50_000, none);
  history.note(10_000, { ...none, sentBytes: 70 }, {});
  expect(history.report().sentBytesPerSecond).toEqual([7]);
});

test('samples stay in their order where the clock was set back', () => {
  const history = createHistory(0, none);
  for (const ms of [100_000, 110_000, 105_000, 115_000]) history.note(ms, none, {});
  expect(history.report().times).toEqual([100, 105, 115]);
});
