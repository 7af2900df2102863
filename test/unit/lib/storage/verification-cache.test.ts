import { expect, it } from 'vitest';
import { createVerifiedCopies } from '../../../../lib/storage/verification-cache.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

const name = nameOf('file', 'content');
const status = { kind: 'file', inode: 1, device: 1, sizeBytes: 7, modifiedMs: 1 } as const;
const dayMs = 24 * 60 * 60 * 1000;

function create() {
  const clock = { ms: 1_000_000 };
  return { clock, verified: createVerifiedCopies({ nowMs: () => clock.ms }) };
}

it('a copy nobody vouched for is neither trusted nor settled', () => {
  const { verified } = create();
  expect(verified.isTrusted(name, status)).toBe(false);
  expect(verified.isSettled(name, status)).toBe(false);
});

it('a copy is trusted for a day, whichever way the clock is set', () => {
  const { clock, verified } = create();
  verified.vouch(name, status, false);
  expect(verified.isTrusted(name, status)).toBe(true);
  clock.ms += dayMs - 1;
  expect(verified.isTrusted(name, status)).toBe(true);
  clock.ms += 1;
  expect(verified.isTrusted(name, status)).toBe(false);
  clock.ms -= 2 * dayMs;
  expect(verified.isTrusted(name, status)).toBe(false);
});

it('a settled copy stays settled, also when it is verified again', () => {
  const { clock, verified } = create();
  verified.vouch(name, status, true);
  clock.ms += 2 * dayMs;
  verified.vouch(name, status, false);
  expect(verified.isSettled(name, status)).toBe(true);
});

it.each([{ inode: 2 }, { sizeBytes: 8 }, { modifiedMs: 2 }])(
  'a copy with %j is another one',
  (change) => {
    const { verified } = create();
    verified.vouch(name, status, true);
    const other = { ...status, ...change };
    expect(verified.isTrusted(name, other)).toBe(false);
    expect(verified.isSettled(name, other)).toBe(false);
    verified.vouch(name, other, false);
    expect(verified.isSettled(name, other)).toBe(false);
  },
);

it('a copy that was forgotten has to be verified again', () => {
  const { verified } = create();
  verified.vouch(name, status, true);
  verified.forget(name);
  expect(verified.isTrusted(name, status)).toBe(false);
});

it('of more copies than can be remembered the one vouched for longest ago goes', () => {
  const { verified } = create();
  verified.vouch(name, status, true);
  const second = nameOf('file', 'second');
  verified.vouch(second, status, true);
  verified.vouch(name, status, true);
  for (let count = 0; count < 49_999; count += 1) {
    verified.vouch(`${count}` as typeof name, status, false);
  }
  expect(verified.isSettled(name, status)).toBe(true);
  expect(verified.isSettled(second, status)).toBe(false);
});
