import { expect, it } from 'vitest';
import { createQuickCalls } from '../../../../runtime/node/quick-calls.ts';

let nowMs = 0;
const calls = createQuickCalls(() => nowMs);
const outcomes: (Error | null)[] = [];

/** Makes a call that takes so long where it is made at once, and says whether it was. */
function call(tookMs: number): boolean {
  return calls.tryAtOnce(
    () => {
      nowMs += tookMs;
    },
    (error) => outcomes.push(error),
  );
}

it('leaves calls to the pool for a second after one has waited', () => {
  expect([call(0), call(5), call(6)]).toEqual([true, true, true]);
  expect(call(0)).toBe(false);
  nowMs += 999;
  expect(call(0)).toBe(false);
  nowMs += 1;
  expect([call(0), call(0)]).toEqual([true, true]);
  expect(outcomes).toEqual([null, null, null, null, null]);
});

it('passes on what a call throws', () => {
  const failure = new Error('EIO');
  const fail = (): void => {
    throw failure;
  };
  outcomes.length = 0;
  expect(calls.tryAtOnce(fail, (error) => outcomes.push(error))).toBe(true);
  expect(outcomes).toEqual([failure]);
});
