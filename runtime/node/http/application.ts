import { createServerAdapter } from '@whatwg-node/server';
import { handle } from '../../../handlers/router.ts';
import type { Context } from '../../../lib/context.ts';
import { parseRequestTarget } from '../../../lib/http/request-target.ts';
import type { Exchange } from '../connection/exchange.ts';
import { type ResponseParts, toResponseParts } from '../response/response-parts.ts';
import { createBodyRate } from './body-rate.ts';
import { createRequestBody } from './request-body.ts';
import type { RequestOptions } from './request-options.ts';

/**
 * Calls the application with a request of Node's. `mayWaitForBody` is called before the client is
 * waited for to send the body; `false` refuses that with a 503. Rejects if the request target is
 * malformed, or if reading a small body of the response fails.
 */
export type Application = (
  exchange: Exchange,
  mayWaitForBody: () => boolean,
) => Promise<ResponseParts>;

const defaultRateWindowMs = 30_000;

/**
 * Puts the application, which knows the Fetch API only, behind requests of Node's. The adapter of
 * `@whatwg-node/server` makes the Fetch request. The response is sent by this program, because the
 * adapter hides an error in the middle of a body from the client.
 */
export function createApplication(
  ctx: Context,
  { limits, rateWindowMs = defaultRateWindowMs }: RequestOptions,
): Application {
  const adapter = createServerAdapter((request: Request) => handle(request, ctx));
  const { minBytesPerSecond } = limits;
  const rateOptions = { minBytesPerSecond, windowMs: rateWindowMs, nowMs: () => performance.now() };

  return async (exchange, mayWaitForBody) => {
    const { request, response } = exchange;
    request.url = parseRequestTarget(request.method ?? '', request.url ?? '');
    // Only this method has a handler that reads the body.
    if (request.method === 'PUT') {
      const body = createRequestBody(exchange, createBodyRate(rateOptions), mayWaitForBody);
      Object.assign(request, { body });
    }
    const fetchResponse = await adapter.handleNodeRequestAndResponse(request, response);
    return await toResponseParts(fetchResponse, request.method);
  };
}
