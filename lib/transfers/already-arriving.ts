import { HttpError } from '../errors/http-error.ts';
import { reasonHeader } from '../http/node-headers.ts';

/** The reason of a 503 while another sender's transfer of the same file is under way. */
export const arrivingReason = 'arriving';

/** The refusal of a file that is arriving from another sender. It is no fault of this one. */
export function alreadyArriving(): HttpError {
  return new HttpError(503, 'This file is arriving from another sender; retry later.', {
    'Retry-After': '1',
    [reasonHeader]: arrivingReason,
  });
}
