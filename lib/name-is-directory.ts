import { HttpError } from './http-error.ts';

/** The refusal of an upload whose name is a directory's. */
export function nameIsDirectory(): HttpError {
  return new HttpError(409, 'The name is a directory.');
}
