import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, normalize, resolve, sep } from 'node:path';
import { withoutTrailingSlashes } from '../../node/without-trailing-slashes.ts';

/** A file to be stored, and the name to ask for. */
export interface FoundFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** Called with what can't be stored, and why. */
export type OnUnusable = (path: string, error: unknown) => void;

/**
 * Finds the files at these paths, and below those that are directories, in the order of their
 * names. A link to a file counts as the file; one to a directory only where it is given itself, or
 * a walk might never end. `as` stands for the path in the names.
 */
export async function* findFiles(
  paths: readonly string[],
  as: string | undefined,
  onUnusable: OnUnusable,
): AsyncGenerator<FoundFile> {
  for (const path of paths) {
    const stats = await statOrReport(path, onUnusable);
    if (stats === undefined) continue;
    const name = as === undefined ? nameOfPath(path) : withoutTrailingSlashes(as);
    if (stats.isDirectory()) yield* findBelow(path, name, onUnusable);
    else if (stats.isFile()) yield { path, name, sizeBytes: stats.size };
    else onUnusable(path, notAFile());
  }
}

async function* findBelow(
  directory: string,
  name: string,
  onUnusable: OnUnusable,
): AsyncGenerator<FoundFile> {
  for (const entry of await listOrReport(directory, onUnusable)) {
    const path = join(directory, entry.name);
    const below = name === '' ? entry.name : `${name}/${entry.name}`;
    if (entry.isDirectory()) {
      yield* findBelow(path, below, onUnusable);
      continue;
    }
    const stats = await statOrReport(path, onUnusable);
    if (stats?.isFile() === true) yield { path, name: below, sizeBytes: stats.size };
    else if (stats !== undefined) onUnusable(path, notAFile(stats.isDirectory()));
  }
}

/**
 * What a path is called on a node: the path itself, so that `photos` and `photos/*` come to the
 * same names. One that begins elsewhere than here is called by its last part; this directory has no
 * name.
 */
function nameOfPath(path: string): string {
  const tidy = withoutTrailingSlashes(normalize(path).split(sep).join('/'));
  if (tidy === '.') return '';
  const isElsewhere = isAbsolute(path) || tidy === '..' || tidy.startsWith('../');
  return isElsewhere ? basename(resolve(path)) : tidy;
}

function notAFile(isLinkToDirectory = false): Error {
  const what = isLinkToDirectory ? 'a link to a directory' : 'neither a file nor a directory';
  return new Error(`it is ${what}`);
}

async function statOrReport(path: string, onUnusable: OnUnusable): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    onUnusable(path, error);
    return undefined;
  }
}

async function listOrReport(path: string, onUnusable: OnUnusable): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    onUnusable(path, error);
    return [];
  }
}
