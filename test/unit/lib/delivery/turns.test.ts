import { describe, expect, it } from 'vitest';
import { createTurns, type Turns } from '../../../../lib/delivery/turns.ts';

const minuteMs = 60_000;

/** Lets processes answer one after the other, a minute apart, each to a request of its own time. */
function answer(turns: Turns, who: string, fromMs = 0): void {
  [...who].forEach((one, index) => {
    const at = fromMs / minuteMs + index;
    turns.note(one, { begun: 2 * at, ended: 2 * at + 1, endedMs: at * minuteMs });
  });
}

describe('a place where processes answer', () => {
  it.each([
    ['', false],
    ['xxx', false],
    ['xy', false],
    ['xxyyzz', false],
    ['xyx', true],
    ['xyzx', true],
    ['xyyyx', true],
    ['xyxxxxx', true],
    [`xyx${'x'.repeat(9)}`, true],
    [`xyx${'x'.repeat(10)}`, false],
    [`xyx${'x'.repeat(10)}y`, true],
    // One that was never seen before is no reason to believe that it is alone now.
    [`xyx${'x'.repeat(5)}z${'z'.repeat(9)}`, true],
    [`xyx${'x'.repeat(5)}z${'z'.repeat(10)}`, false],
  ])('in the order %j is shared: %j', (who, expected) => {
    const turns = createTurns();
    answer(turns, who);
    expect(turns.isShared).toBe(expected);
  });

  it('is not shared because the last word of an ended process comes late', () => {
    const turns = createTurns();
    turns.note('x', { begun: 1, ended: 3, endedMs: 0 });
    turns.note('y', { begun: 4, ended: 5, endedMs: 0 });
    turns.note('x', { begun: 2, ended: 6, endedMs: 0 });
    turns.note('x', { begun: 4, ended: 7, endedMs: 0 });
    turns.note('y', { begun: 8, ended: 9, endedMs: 0 });
    expect(turns.isShared).toBe(false);
    turns.note('x', { begun: 10, ended: 11, endedMs: 0 });
    expect(turns.isShared).toBe(true);
  });

  it('is not shared because the late word of a process that was never met comes between', () => {
    const turns = createTurns();
    turns.note('y', { begun: 2, ended: 3, endedMs: 0 });
    turns.note('x', { begun: 1, ended: 4, endedMs: 0 });
    turns.note('y', { begun: 5, ended: 6, endedMs: 0 });
    expect(turns.isShared).toBe(false);
    turns.note('x', { begun: 7, ended: 8, endedMs: 0 });
    turns.note('y', { begun: 9, ended: 10, endedMs: 0 });
    expect(turns.isShared).toBe(true);
  });

  it('is its own again ten minutes after a clock that was set back', () => {
    const turns = createTurns();
    answer(turns, 'xyx', 1000 * minuteMs);
    turns.note('x', { begun: 9000, ended: 9001, endedMs: 0 });
    expect(turns.isShared).toBe(true);
    turns.note('x', { begun: 9002, ended: 9003, endedMs: 10 * minuteMs });
    expect(turns.isShared).toBe(false);
  });

  it('remembers a handful of those that answered before', () => {
    const turns = createTurns();
    answer(turns, 'abcdefghijklmnopqrs');
    answer(turns, 'a', 100 * minuteMs);
    expect(turns.isShared).toBe(false);
    answer(turns, 's', 101 * minuteMs);
    expect(turns.isShared).toBe(true);
  });
});
