import { expect, it } from 'vitest';
import { createVerificationCache } from '../../../../lib/storage/verification-cache.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';

const name = nameOf('file', 'content');
const status = { kind: 'file', inode: 1, device: 1, sizeBytes: 7, modifiedMs: 1 } as const;
const dayMs = 24 * 60 * 60 * 1000;

function create() {
  const clock = { ms: 1_000_000 };
  return { clock, verified: createVerificationCache({ nowMs: () => clock.ms }) };
}

it('a copy that was never verified is neither verified nor committed', () => {
  const { verified } = create();
  expect(verified.isVerified(name, status)).toBe(false);
  expect(verified.isCommitted(name, status)).toBe(false);
});

it('a copy stays verified for a day, whichever way the clock is set', () => {
  const { clock, verified } = create();
  verified.markVerified(name, status, {});
  expect(verified.isVerified(name, status)).toBe(true);
  clock.ms += dayMs - 1;
  expect(verified.isVerified(name, status)).toBe(true);
  clock.ms += 1;
  expect(verified.isVerified(name, status)).toBe(false);
  clock.ms -= 2 * dayMs;
  expect(verified.isVerified(name, status)).toBe(false);
});

it('a committed copy stays committed, also when it is verified again', () => {
  const { clock, verified } = create();
  verified.markVerified(name, status, { committed: true });
  clock.ms += 2 * dayMs;
  verified.markVerified(name, status, {});
  expect(verified.isCommitted(name, status)).toBe(true);
});

it.each([{ inode: 2 }, { sizeBytes: 8 }, { modifiedMs: 2 }])(
  'a copy with %j is not the same version',
  (change) => {
    const { verified } = create();
    verified.markVerified(name, status, { committed: true });
    const other = { ...status, ...change };
    expect(verified.isVerified(name, other)).toBe(false);
    expect(verified.isCommitted(name, other)).toBe(false);
    verified.markVerified(name, other, {});
    expect(verified.isCommitted(name, other)).toBe(false);
  },
);

it('a copy that was invalidated has to be verified again', () => {
  const { verified } = create();
  verified.markVerified(name, status, { committed: true });
  verified.invalidate(name);
  expect(verified.isVerified(name, status)).toBe(false);
});

it('of more copies than can be remembered the least recently used goes', () => {
  const { verified } = create();
  verified.markVerified(name, status, { committed: true });
  const second = nameOf('file', 'second');
  verified.markVerified(second, status, { committed: true });
  verified.markVerified(name, status, { committed: true });
  for (let count = 0; count < 49_999; count += 1) {
    verified.markVerified(`${count}` as typeof name, status, {});
  }
  expect(verified.isCommitted(name, status)).toBe(true);
  expect(verified.isCommitted(second, status)).toBe(false);
});

it('what is known of a text is remembered with its version, and does not expire', () => {
  const { clock, verified } = create();
  expect(verified.isUtf8(name, status)).toBeUndefined();
  verified.markVerified(name, status, { committed: true });
  expect(verified.isUtf8(name, status)).toBeUndefined();
  verified.markVerified(name, status, { isUtf8: true });
  clock.ms += 2 * dayMs;
  verified.markVerified(name, status, {});
  expect(verified.isUtf8(name, status)).toBe(true);
  expect(verified.isCommitted(name, status)).toBe(true);
  expect(verified.isUtf8(name, { ...status, inode: 2 })).toBeUndefined();
  verified.invalidate(name);
  expect(verified.isUtf8(name, status)).toBeUndefined();
});

it('a copy is the same with the time of its name, and with no other', () => {
  const { verified } = create();
  verified.markVerified(name, status, { committed: true, isUtf8: true });
  for (const modifiedMs of [1, 13_000]) {
    expect(verified.isCommitted(name, { ...status, modifiedMs })).toBe(true);
    expect(verified.isUtf8(name, { ...status, modifiedMs })).toBe(true);
  }
  expect(verified.isCommitted(name, { ...status, modifiedMs: 13_001 })).toBe(false);
  expect(verified.isCommitted(name, { ...status, modifiedMs: 13_000, inode: 9 })).toBe(false);
});
