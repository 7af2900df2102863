import type { IncomingMessage } from 'node:http';
import { addCommonHeaders } from '../../../handlers/common-headers.ts';
import { addCorsHeaders } from '../../../handlers/cors.ts';
import { errorResponse } from '../../../handlers/error-response.ts';
import type { Context } from '../../../lib/context.ts';
import { type ResponseParts, toResponseParts } from '../response/response-parts.ts';

/** Makes the response to a request that failed before or outside the application. */
export type ErrorResponder = (error: unknown, request: IncomingMessage) => Promise<ResponseParts>;

/** Creates a responder whose responses have the same form as the errors of the application. */
export function createErrorResponder(ctx: Context): ErrorResponder {
  return async (error, { method = '', headers }) => {
    const response = addCommonHeaders(errorResponse(error, ctx.log), ctx.config);
    addCorsHeaders(response, method, headers.origin ?? null, ctx.config);
    return await toResponseParts(response, method);
  };
}
