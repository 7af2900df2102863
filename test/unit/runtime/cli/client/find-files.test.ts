import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFiles } from '../../../../../runtime/cli/client/find-files.ts';

const home = process.cwd();
let place = '';

/** A directory that the paths are relative to. */
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'cockatiel-'));
  process.chdir(place);
  await mkdir('photos/2026', { recursive: true });
  await mkdir('photos/empty');
  await writeFile('photos/b.jpg', 'b');
  await writeFile('photos/a.jpg', 'aa');
  await writeFile('photos/2026/c.jpg', '');
  await symlink('a.jpg', 'photos/link.jpg');
  await symlink('..', 'photos/up');
  await symlink('nowhere', 'photos/dangling');
  execFileSync('mkfifo', ['photos/pipe']);
  await symlink('photos', 'album');
});

afterAll(async () => {
  process.chdir(home);
  await rm(place, { recursive: true });
});

/** The names that files at these paths are found under, and what can't be used. */
async function find(paths: readonly string[], as?: string) {
  const unusable: string[] = [];
  const names: string[] = [];
  const onUnusable = (path: string, error: unknown): void =>
    void unusable.push(`${path}: ${(error as Error).message}`);
  for await (const { name } of findFiles(paths, as, onUnusable)) names.push(name);
  return { names, unusable };
}

test('a directory stands for all files below it, in the order of their names', async () => {
  const found: unknown[] = [];
  for await (const file of findFiles(['photos'], undefined, () => undefined)) found.push(file);
  expect(found).toEqual(
    ['2026/c.jpg 0', 'a.jpg 2', 'b.jpg 1', 'link.jpg 2'].map((line) => {
      const [path = '', size] = line.split(' ');
      return { path: `photos/${path}`, name: `photos/${path}`, sizeBytes: Number(size) };
    }),
  );
});

test('what is no file is named, with the reason', async () => {
  const { unusable } = await find(['photos', 'absent']);
  expect(unusable).toEqual([
    expect.stringMatching(/^photos\/dangling: ENOENT/u),
    'photos/pipe: it is neither a file nor a directory',
    'photos/up: it is a link to a directory',
    expect.stringMatching(/^absent: ENOENT/u),
  ]);
});

test.each<[path: string, as: string | undefined, first: string]>([
  ['photos/a.jpg', undefined, 'photos/a.jpg'],
  ['./photos//a.jpg', undefined, 'photos/a.jpg'],
  ['photos/../photos/a.jpg', undefined, 'photos/a.jpg'],
  ['photos/', undefined, 'photos/2026/c.jpg'],
  ['album', undefined, 'album/2026/c.jpg'],
  ['photos', 'x/y', 'x/y/2026/c.jpg'],
  ['photos', '', '2026/c.jpg'],
  ['photos/a.jpg', 'cat.jpg', 'cat.jpg'],
])('%s, called %s, begins with the name %s', async (path, as, first) => {
  expect((await find([path], as)).names[0]).toBe(first);
});

test('the directory itself has no name', async () => {
  process.chdir('photos');
  try {
    expect((await find(['.'])).names).toEqual(['2026/c.jpg', 'a.jpg', 'b.jpg', 'link.jpg']);
  } finally {
    process.chdir(place);
  }
});

test('a path that begins elsewhere is called by its last part', async () => {
  const absolute = join(place, 'photos');
  expect((await find([absolute])).names[0]).toBe('photos/2026/c.jpg');
  expect((await find([join(absolute, 'a.jpg')])).names).toEqual(['a.jpg']);
  const outside = join('..', basename(place), 'photos');
  expect((await find([outside])).names[0]).toBe('photos/2026/c.jpg');
});
