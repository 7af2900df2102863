import { describeError } from './describe-error.ts';
import { errorCode } from './error-code.ts';

/**
 * A directory could not be opened in order to sync it. No sync was tried, so nothing that was
 * written can have been lost by it. `code` and `path` are those of the system's error.
 */
export class NotOpenedError extends Error {
  override readonly name = 'NotOpenedError';
  readonly code: string | undefined;
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(describeError(cause), { cause });
    this.code = errorCode(cause);
    this.path = path;
  }
}
