import * as fs from 'node:fs/promises';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { errorCode } from '../../../../lib/errors/error-code.ts';
import { type Absence, createAbsence } from '../../../../runtime/node/absence.ts';
import { systemError } from '../../../../runtime/node/system-error.ts';

vi.mock('node:fs/promises', async (load) => {
  const original = await load<typeof fs>();
  return { ...original, opendir: vi.fn(original.opendir) };
});

let absence: Absence;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'cockatiel-absence-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'dir/deeper'), { recursive: true });
  await writeFile(join(root, 'dir/file'), '');
  await writeFile(join(root, 'dir/\u00e9'), '');
  absence = createAbsence(root);
  const { opendir } = await vi.importActual<typeof fs>('node:fs/promises');
  vi.mocked(fs.opendir).mockReset().mockImplementation(opendir);
});

/** Lets the listing of each directory fail whose path ends with `end`. */
async function failListing(end: string, code: string): Promise<void> {
  const { opendir } = await vi.importActual<typeof fs>('node:fs/promises');
  vi.mocked(fs.opendir).mockImplementation(async (path, options) => {
    if (String(path).endsWith(end)) throw systemError(code, String(path));
    return await opendir(path, options);
  });
}

/** The outcome of a call at a path that fails with a code: absence, or the code. */
async function outcome(path: string, code: string): Promise<string | undefined> {
  try {
    return await absence.as('absent', path, Promise.reject(systemError(code, path)));
  } catch (error) {
    return errorCode(error);
  }
}

describe.each(['EINVAL', 'EOVERFLOW'])('a call that fails with %s', (code) => {
  test.each(['odd', 'dir/odd', 'dir/deeper/odd', 'odd/file', 'odd/a/b/c', 'dir/file/below'])(
    'finds nothing at %s, which no listing has',
    async (path) => {
      expect(await outcome(path, code)).toBe('absent');
    },
  );

  test.each(['dir', 'dir/file', 'dir/FILE', 'dir/deeper', 'dir/e\u0301', ''])(
    'stays a failure at "%s", where something is',
    async (path) => {
      expect(await outcome(path, code)).toBe(code);
    },
  );

  test.each(['EINVAL', 'EOVERFLOW'])(
    'finds nothing below a directory that is not there, if its listing fails with %s',
    async (listing) => {
      await failListing('/odd', listing);
      expect(await outcome('odd/file', code)).toBe('absent');
      expect(await outcome('dir/odd/file', code)).toBe('absent');
    },
  );

  test.each(['EINVAL', 'EACCES', 'EIO', 'EMFILE'])(
    'stays a failure below a directory that can not be listed (%s)',
    async (listing) => {
      await failListing('/dir', listing);
      expect(await outcome('dir/odd', code)).toBe(code);
    },
  );

  test('becomes ENOENT where a caller needs the directory', async () => {
    const failure = systemError(code, 'odd');
    expect(await absence.asNoEntry('odd', failure)).toMatchObject({ code: 'ENOENT' });
    expect(await absence.asNoEntry('dir', failure)).toBe(failure);
  });
});

test.each(['ENAMETOOLONG', 'EILSEQ'])('%s needs no listing', async (code) => {
  expect(await outcome('dir/file', code)).toBe('absent');
  expect(fs.opendir).not.toHaveBeenCalled();
});

test('one directory is listed at a time', async () => {
  const paths = ['a', 'dir/b', 'c/d', 'dir/deeper/e'];
  const { opendir } = await vi.importActual<typeof fs>('node:fs/promises');
  let listing = 0;
  vi.mocked(fs.opendir).mockImplementation(async (path, options) => {
    listing += 1;
    expect(listing).toBe(1);
    try {
      return await opendir(path, options);
    } finally {
      listing -= 1;
    }
  });
  expect(await Promise.all(paths.map((path) => outcome(path, 'EINVAL')))).toEqual(
    paths.map(() => 'absent'),
  );
});
