import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { errorCode } from '../lib/error-code.ts';
import { UsageError } from './usage-error.ts';

/**
 * Creates both directories where they are missing, and throws a `UsageError` when one can't be written or
 * one contains the other: the files are for everybody's eyes, the queue is not.
 */
export function checkDirectories({ storage, queue }: { storage: string; queue: string }): void {
  const storagePath = makeWritable('storage', storage);
  const queuePath = makeWritable('queue', queue);
  if (contains(storagePath, queuePath) || contains(queuePath, storagePath)) {
    throw new UsageError('--queue: it must lie outside --storage, and --storage outside it');
  }
}

function makeWritable(flag: string, path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(path);
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new UsageError(`--${flag}: "${path}" is no directory this user can write to (${reason})`);
  }
}

function contains(outer: string, inner: string): boolean {
  return `${inner}${sep}`.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}
