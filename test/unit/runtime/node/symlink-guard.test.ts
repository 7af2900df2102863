import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSymlinkGuard } from '../../../../runtime/node/symlink-guard.ts';

const symlinkError = { code: 'ENOTDIR' };

/** A guard of a new directory, on a clock that a test turns. */
async function openGuard() {
  const root = await mkdtemp(join(tmpdir(), 'cockatiel-symlink-guard-'));
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(async () => {
    vi.useRealTimers();
    await rm(root, { recursive: true, force: true });
  });
  const make = (path: string) => mkdir(join(root, path), { recursive: true });
  /** Puts a symbolic link in the place of a directory. */
  async function replaceByLink(path: string): Promise<void> {
    await rm(join(root, path), { recursive: true });
    await symlink(root, join(root, path));
  }
  vi.advanceTimersByTime(5000);
  const pass = (ms: number): void => void vi.advanceTimersByTime(ms);
  return { guard: createSymlinkGuard(root), make, replaceByLink, pass };
}

test('a link in the place of a directory is found within a second', async () => {
  const { guard, make, replaceByLink, pass } = await openGuard();
  await make('a');
  await guard.check('a');
  await replaceByLink('a');
  pass(999);
  await guard.check('a');
  pass(1);
  await expect(guard.check('a')).rejects.toMatchObject(symlinkError);
});

test('a directory is checked again as soon as its parent is', async () => {
  const { guard, make, replaceByLink, pass } = await openGuard();
  await make('a/b');
  await guard.check('a');
  pass(600);
  await guard.check('a/b');
  await replaceByLink('a');
  await make('b');
  pass(399);
  await guard.check('a/b');
  pass(1);
  await expect(guard.check('a/b')).rejects.toMatchObject(symlinkError);
});

test('a directory in use is remembered however many others are checked', async () => {
  const { guard, make, replaceByLink } = await openGuard();
  await make('used');
  const others = Array.from({ length: 10_000 }, (_, index) => `other-${index}`);
  for (let next = 0; next < others.length; next += 100) {
    await guard.check('used');
    await Promise.all(
      others.slice(next, next + 100).map(async (other) => {
        await make(other);
        await guard.check(other);
      }),
    );
  }
  await replaceByLink('used');
  await guard.check('used');
});

test('a directory that is absent is an error of the system', async () => {
  const { guard, make } = await openGuard();
  await make('a');
  await guard.check('a');
  await expect(guard.check('a/absent')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(guard.check('absent')).rejects.toMatchObject({ code: 'ENOENT' });
});
