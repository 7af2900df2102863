import { describeError } from '../../../lib/errors/describe-error.ts';

/** A message without the call and the path that Node adds: `EACCES: permission denied`. */
export function describeFailure(error: unknown): string {
  return describeError(error).replace(/^([A-Z\d]+: [^,]+), .*$/u, '$1');
}
