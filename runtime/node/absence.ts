import { errorCode } from '../../lib/errors/error-code.ts';
import { systemError } from './system-error.ts';

/**
 * Nothing is there, or something of another kind: a link, a socket, a directory, or a file in the
 * place of a directory.
 */
const absenceCodes = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENXIO',
  'ENOTEMPTY',
  'EEXIST',
]);

/**
 * The disk has no such names, so nothing can be there. `EINVAL` is none of these: it can mean
 * anything, and a file that exists must never count as absent.
 */
const nameCodes = new Set(['ENAMETOOLONG', 'EILSEQ']);

/** Turns the errors that mean absence into `absent`; this is done nowhere else. */
export async function absentAs<Result>(
  absent: Result,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (absenceCodes.has(code) || nameCodes.has(code)) return absent;
    throw error;
  }
}

/** The `ENOENT` for the failure of a look-up, where the disk has no such names. */
export function asNoEntry(error: unknown): unknown {
  if (!nameCodes.has(errorCode(error) ?? '')) return error;
  return systemError('ENOENT', 'The disk has no such names.');
}
