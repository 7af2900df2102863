import { expect, it } from 'vitest';
import { createSeededRandom } from '../support/node/seeded-random.ts';
import { createEventHeap, type SimEvent } from './event-heap.ts';

it('returns events in order of time, then of their random number, then of their insertion', () => {
  const random = createSeededRandom(3);
  const heap = createEventHeap();
  const events = Array.from({ length: 500 }, (_, sequence): SimEvent => {
    return { timeMs: random.below(20), tieBreak: random.below(5), sequence, work: undefined };
  });
  const taken: SimEvent[] = [];
  for (const [index, event] of events.entries()) {
    heap.push(event);
    if (index % 3 === 0) heap.push(heap.pop() as SimEvent);
  }
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) taken.push(next);
  const keyOf = (event: SimEvent) => [event.timeMs, event.tieBreak, event.sequence];
  const sorted = events.toSorted((one, other) => {
    return (
      one.timeMs - other.timeMs || one.tieBreak - other.tieBreak || one.sequence - other.sequence
    );
  });
  expect(taken.map(keyOf)).toEqual(sorted.map(keyOf));
  expect(heap.peek()).toBeUndefined();
});
