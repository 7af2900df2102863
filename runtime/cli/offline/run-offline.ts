import { errorCode } from '../../../lib/errors/error-code.ts';
import { UsageError } from '../flags/usage-error.ts';

/** What a command ends with where it could not do its work. */
const notDone = 2;

/**
 * Runs a command whose exit status 1 says that a file is not right, and returns its status. A
 * defect of this program is none of a file, so it ends with 2, and a `UsageError` goes on.
 */
export async function runOffline(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const text = error instanceof Error && errorCode(error) === undefined ? error.stack : error;
    process.stderr.write(`cockatiel: ${text}\n`);
    return notDone;
  }
}
