import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha1 } from '../disk/disk-view.ts';

/** The second in the names of the files that `plantFile` makes. */
export const plantedSeconds = 1_700_000_000;

/** Puts a stored file into a directory, and returns its name. */
export async function plantFile(directory: string, stem: string, content: string): Promise<string> {
  const name = `${stem}_${plantedSeconds}_${sha1(content)}.txt`;
  await mkdir(dirname(join(directory, name)), { recursive: true });
  await writeFile(join(directory, name), content);
  return name;
}

/**
 * Puts a corrupt file of zeros into a directory that takes no space, and long to read; its size is
 * such as `1G`.
 */
export async function plantSparseFile(directory: string, size: string): Promise<string> {
  const name = `sparse_${plantedSeconds}_${sha1('something else')}`;
  await mkdir(directory, { recursive: true });
  execFileSync('truncate', ['-s', size, join(directory, name)]);
  return name;
}

/** The names of the stored files in a directory that has no others, sorted. */
export function storedIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.startsWith('.cockatiel/'))
    .sort();
}

/** All that can be changed of a directory and what is in it: names, contents, modes and times. */
export function snapshotOf(directory: string): readonly unknown[] {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  return ['.', ...paths].map((path) => {
    const at = join(directory, path);
    const stats = lstatSync(at);
    const { ino, mode, uid, nlink, size, mtimeMs, ctimeMs } = stats;
    const content = stats.isFile() ? sha1(readFileSync(at)) : undefined;
    return { path, ino, mode, uid, nlink, size, mtimeMs, ctimeMs, content };
  });
}
