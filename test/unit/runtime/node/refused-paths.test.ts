import type * as fs from 'node:fs';
import type * as promises from 'node:fs/promises';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { NotOpenedError } from '../../../../lib/errors/not-opened-error.ts';
import type { FileSystem } from '../../../../lib/host/file-system.ts';
import { createNodeFileSystem } from '../../../../runtime/node/file-system.ts';

/** The code with which each call fails at a path that contains `odd`. */
const disk = vi.hoisted(() => ({ code: 'EINVAL' }));

function failure(path: unknown): Error | undefined {
  if (!String(path).includes('odd')) return undefined;
  return Object.assign(new Error(`${disk.code}: ${path}`), { code: disk.code });
}

vi.mock('node:fs', async (load) => {
  const original = await load<typeof fs>();
  const failing =
    (name: 'open' | 'lstat' | 'unlink' | 'rmdir') =>
    (path: string, ...rest: unknown[]) => {
      const error = failure(path);
      if (error === undefined) return Reflect.apply(original[name], original, [path, ...rest]);
      (rest.at(-1) as (error: Error) => void)(error);
    };
  const openSync: typeof original.openSync = (path, ...rest) => {
    const error = failure(path);
    if (error !== undefined) throw error;
    return original.openSync(path, ...rest);
  };
  const names = ['open', 'lstat', 'unlink', 'rmdir'] as const;
  const calls = Object.fromEntries(names.map((name) => [name, failing(name)]));
  return { ...original, ...calls, openSync };
});

vi.mock('node:fs/promises', async (load) => {
  const original = await load<typeof promises>();
  const failing =
    (name: 'realpath' | 'opendir') =>
    async (path: string, ...rest: unknown[]) => {
      const error = failure(path);
      if (error !== undefined) throw error;
      return await Reflect.apply(original[name], original, [path, ...rest]);
    };
  const names = ['realpath', 'opendir'] as const;
  return { ...original, ...Object.fromEntries(names.map((name) => [name, failing(name)])) };
});

let files: FileSystem;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'cockatiel-refused-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'dir/odd-dir'), { recursive: true });
  await writeFile(join(root, 'dir/odd-file'), '');
  files = createNodeFileSystem({ root, fsync: true });
});

describe.each(['EINVAL', 'EOVERFLOW'])('with a disk that fails calls with %s', (code) => {
  beforeEach(() => {
    disk.code = code;
  });

  it.each(['odd', 'dir/odd', 'odd/file', 'dir/odd/a/b'])(
    '%s is absent, for it is in no listing',
    async (path) => {
      expect(await files.open(path)).toBeUndefined();
      expect(await files.append(path)).toBeUndefined();
      expect(await files.stat(path)).toBeUndefined();
      expect(await files.list(path)).toEqual([]);
      expect(await files.remove(path)).toBe(false);
      expect(await files.removeDirectory(path)).toBe(false);
      await expect(files.syncDirectory(path)).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );

  it.each(['dir/odd-file', 'dir/odd-dir', 'dir/odd-dir/file'])(
    '%s is not known to be absent, for a listing has it, or its directory',
    async (path) => {
      const failed = expect.objectContaining({ code });
      await expect(files.open(path)).rejects.toEqual(failed);
      await expect(files.append(path)).rejects.toEqual(failed);
      await expect(files.stat(path)).rejects.toEqual(failed);
      await expect(files.list(path)).rejects.toEqual(failed);
      await expect(files.remove(path)).rejects.toEqual(failed);
      await expect(files.removeDirectory(path)).rejects.toEqual(failed);
    },
  );

  it('a directory that can not be opened was not synced', async () => {
    const error: unknown = await files.syncDirectory('dir/odd-dir').catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NotOpenedError);
    expect(error).toMatchObject({ code, path: expect.stringMatching(/dir\/odd-dir$/u) });
  });
});
