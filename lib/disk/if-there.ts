import { errorCode } from '../errors/error-code.ts';

/** Settles as a step on a directory does; one that does not exist needs no such step. */
export function ifThere(step: Promise<void>): Promise<void> {
  return step.catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
  });
}
