import { errorCode } from '../errors/error-code.ts';

/** Waits for a step on a directory; one that does not exist needs no such step. */
export async function ifThere(step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
  }
}
