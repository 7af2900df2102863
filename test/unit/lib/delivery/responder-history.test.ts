import { describe, expect, it } from 'vitest';
import {
  createResponderHistory,
  type ResponderHistory,
} from '../../../../lib/delivery/responder-history.ts';

const minuteMs = 60_000;

/** Lets processes respond one after the other, a minute apart, each to a request of its own time. */
function respond(history: ResponderHistory, who: string, fromMs = 0): void {
  [...who].forEach((one, index) => {
    const at = fromMs / minuteMs + index;
    history.note(one, { begun: 2 * at, ended: 2 * at + 1, endedMs: at * minuteMs });
  });
}

describe('a URL at which processes respond', () => {
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
    // A process that was never seen before does not show that it is alone now.
    [`xyx${'x'.repeat(5)}z${'z'.repeat(9)}`, true],
    [`xyx${'x'.repeat(5)}z${'z'.repeat(10)}`, false],
  ])('in the order %j is shared: %j', (who, expected) => {
    const history = createResponderHistory();
    respond(history, who);
    expect(history.isShared).toBe(expected);
  });

  it('is not shared because the last response of an ended process comes late', () => {
    const history = createResponderHistory();
    history.note('x', { begun: 1, ended: 3, endedMs: 0 });
    history.note('y', { begun: 4, ended: 5, endedMs: 0 });
    history.note('x', { begun: 2, ended: 6, endedMs: 0 });
    history.note('x', { begun: 4, ended: 7, endedMs: 0 });
    history.note('y', { begun: 8, ended: 9, endedMs: 0 });
    expect(history.isShared).toBe(false);
    history.note('x', { begun: 10, ended: 11, endedMs: 0 });
    expect(history.isShared).toBe(true);
  });

  it('is not shared because a late response of an unknown process comes between', () => {
    const history = createResponderHistory();
    history.note('y', { begun: 2, ended: 3, endedMs: 0 });
    history.note('x', { begun: 1, ended: 4, endedMs: 0 });
    history.note('y', { begun: 5, ended: 6, endedMs: 0 });
    expect(history.isShared).toBe(false);
    history.note('x', { begun: 7, ended: 8, endedMs: 0 });
    history.note('y', { begun: 9, ended: 10, endedMs: 0 });
    expect(history.isShared).toBe(true);
  });

  it('is its own again ten minutes after a clock that was set back', () => {
    const history = createResponderHistory();
    respond(history, 'xyx', 1000 * minuteMs);
    history.note('x', { begun: 9000, ended: 9001, endedMs: 0 });
    expect(history.isShared).toBe(true);
    history.note('x', { begun: 9002, ended: 9003, endedMs: 10 * minuteMs });
    expect(history.isShared).toBe(false);
  });

  it('remembers a handful of those that responded before', () => {
    const history = createResponderHistory();
    respond(history, 'abcdefghijklmnopqrs');
    respond(history, 'a', 100 * minuteMs);
    expect(history.isShared).toBe(false);
    respond(history, 's', 101 * minuteMs);
    expect(history.isShared).toBe(true);
  });
});
