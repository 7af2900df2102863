import { expect, it } from 'vitest';
import { createQuickCalls } from '../../../../runtime/node/quick-calls.ts';

let nowMs = 0;
const calls = createQuickCalls(() => nowMs);

/** Makes a call that takes so long where it is made at once, and says where it was made. */
async function call(tookMs: number): Promise<string> {
  let where = '';
  await calls.make(
    () => {
      nowMs += tookMs;
      where = 'at once';
    },
    async () => {
      where = 'in the pool';
    },
  );
  return where;
}

it('goes through the pool for a second after a call has waited', async () => {
  expect([await call(0), await call(5), await call(6)]).toEqual(['at once', 'at once', 'at once']);
  expect(await call(0)).toBe('in the pool');
  nowMs += 999;
  expect(await call(0)).toBe('in the pool');
  nowMs += 1;
  expect([await call(0), await call(0)]).toEqual(['at once', 'at once']);
});

it('rejects with what a call throws', async () => {
  const fail = (): void => {
    throw new Error('EIO');
  };
  await expect(calls.make(fail, async () => undefined)).rejects.toThrow('EIO');
});
