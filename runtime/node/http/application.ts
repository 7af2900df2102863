import { createServerAdapter } from '@whatwg-node/server';
import { router } from '../../../handlers/router.ts';
import type { Context, HostContext } from '../../../lib/context.ts';
import { parseRequestTarget } from '../../../lib/http/request-target.ts';
import type { Exchange } from '../connection/exchange.ts';
import { type ResponseParts, toResponseParts } from '../response/response-parts.ts';
import { createBodyRate } from './body-rate.ts';
import { callerOf } from './caller-of.ts';
import { clientEnd } from './client-end.ts';
import { findRoute } from './find-route.ts';
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
  const adapter = createServerAdapter<Pick<HostContext, 'caller' | 'clientEnd'>>(
    (request, { caller, clientEnd }) => router.handle(request, { caller, clientEnd, ...ctx }),
  );
  const { minBytesPerSecond } = limits;
  const rateOptions = { minBytesPerSecond, windowMs: rateWindowMs, nowMs: () => performance.now() };

  return async (exchange, mayWaitForBody) => {
    const { request, response } = exchange;
    const caller = callerOf(exchange, ctx.access);
    request.url = parseRequestTarget(request.method ?? '', request.url ?? '');
    if (findRoute(request)?.readsBody === true) {
      const body = createRequestBody(exchange, createBodyRate(rateOptions), mayWaitForBody);
      Object.assign(request, { body });
    }
    const fetchResponse = await adapter.handleNodeRequestAndResponse(request, response, {
      caller,
      clientEnd: () => clientEnd(exchange),
    });
    return await toResponseParts(fetchResponse, request.method);
  };
}
