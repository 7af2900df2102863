import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode } from '../../lib/errors/error-code.ts';
import { systemError } from './system-error.ts';

/**
 * Makes a directory with the parents that are missing, and returns the topmost one that was made;
 * `undefined` if the directory exists. Only the directory itself gets `mode`. Each is tried once:
 * Node's own recursive `mkdir` never ends where a parent exists and the system says `ENOENT`, as it
 * does below `/proc`.
 */
export async function makeDirectoryPath(path: string, mode = 0o777): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await isDirectory(at)); at = dirname(at)) missing.push(at);
  for (const at of missing.toReversed()) await makeOne(at, at === missing[0] ? mode : 0o777);
  return missing.at(-1);
}

/** `false` where nothing is; rejects with `ENOTDIR` where something else is. */
async function isDirectory(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  throw systemError('ENOTDIR', 'There is something there that is not a directory.');
}

/** Another process, or another upload, may make it meanwhile. */
async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || !(await isDirectory(path))) throw error;
  }
}
