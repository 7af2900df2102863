import { expect, it } from 'vitest';
import { createHighWaterMark } from '../../../../lib/journal/high-water-mark.ts';

it('is at the next record while all are published', () => {
  const mark = createHighWaterMark(() => 5);
  expect([mark.position(), mark.keepFrom()]).toEqual([5, 5]);
});

it('is at the first unpublished record, in whatever order they are published', () => {
  const mark = createHighWaterMark(() => 5);
  for (const sequence of [2, 3, 4]) mark.hold(sequence);
  mark.publish(3, false);
  expect(mark.position()).toBe(2);
  mark.publish(2, false);
  expect(mark.position()).toBe(4);
  mark.publish(4, false);
  mark.publish(4, false);
  expect(mark.position()).toBe(5);
});

it('keeps what is to be redone, and all behind it, although it may be read', () => {
  const mark = createHighWaterMark(() => 5);
  for (const sequence of [2, 3, 4]) mark.hold(sequence);
  mark.publish(3, true);
  expect([mark.position(), mark.keepFrom()]).toEqual([2, 2]);
  mark.publish(2, false);
  mark.publish(4, true);
  expect([mark.position(), mark.keepFrom()]).toEqual([5, 3]);
});
