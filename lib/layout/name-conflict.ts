import { NameConflictError } from '../errors/domain-errors.ts';
import { errorCode } from '../errors/error-code.ts';

/** The `NameConflictError` for a directory that is not made because a file is in its place. */
export function asNameConflict(error: unknown): unknown {
  if (errorCode(error) !== 'ENOTDIR') return error;
  return new NameConflictError('A parent directory of this name is already a file.');
}
