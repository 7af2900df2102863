import type { IncomingMessage } from 'node:http';
import { router } from '../../../handlers/router.ts';
import type { Context } from '../../../lib/context.ts';
import { type ResponseParts, readIfSmall, toResponseParts } from '../response/response-parts.ts';

/** Makes the response to a request that failed before or outside the application. */
export type ErrorResponder = (error: unknown, request: IncomingMessage) => Promise<ResponseParts>;

/** Creates a responder whose responses have the same form as the errors of the application. */
export function createErrorResponder(ctx: Context): ErrorResponder {
  return async (error, { method = '', headers }) => {
    const response = router.refuse(error, { method, origin: headers.origin ?? null }, ctx);
    return await readIfSmall(toResponseParts(response, method));
  };
}
