import type { IncomingMessage } from 'node:http';
import { createServerAdapter } from '@whatwg-node/server';
import { wrongMethod } from '../../../handlers/errors/refusals.ts';
import { router } from '../../../handlers/router.ts';
import type { Context, HostContext } from '../../../lib/context.ts';
import { parseRequestTarget } from '../../../lib/http/request-target.ts';
import { requestPath } from '../../../lib/requests/request-path.ts';
import type { Exchange, FrameworkRequest } from '../connection/exchange.ts';
import { type ResponseParts, readIfSmall, toResponseParts } from '../response/response-parts.ts';
import { callerOf } from './caller-of.ts';
import { clientEnd } from './client-end.ts';
import { clientOf, type FindClient } from './find-client.ts';
import { findRoute } from './find-route.ts';
import { createRequestBody } from './request-body.ts';

/**
 * Calls the application with a request of Node's. Rejects if the request target is malformed, or if
 * reading a small body of the response fails.
 */
export type Application = (exchange: Exchange) => Promise<ResponseParts>;

/** What this host knows of a request beside its head and body. */
type RequestFacts = Omit<HostContext, keyof Context>;

/**
 * Puts the application, which knows the Fetch API only, behind requests of Node's. The adapter of
 * `@whatwg-node/server` makes the Fetch request. The response is sent by this program, because the
 * adapter hides an error in the middle of a body from the client.
 */
export function createApplication(ctx: Context, findClient?: FindClient): Application {
  const adapter = createServerAdapter<RequestFacts>(
    (request, { caller, clientEnd, clientAddress, hasBodyArrived }) =>
      router.handle(request, { caller, clientEnd, clientAddress, hasBodyArrived, ...ctx }),
  );
  return async (exchange) => {
    const { request, response } = exchange;
    const caller = callerOf(exchange, ctx.access);
    request.url = parseRequestTarget(request.method ?? '', request.url ?? '');
    if (request.method === 'TRACE')
      return await readIfSmall(toResponseParts(refuseTrace(request, ctx), 'TRACE'));
    if (findRoute(request, ctx)?.readsBody === true) {
      Object.assign(request, { body: createRequestBody(exchange) });
    }
    const facts: RequestFacts = {
      caller,
      clientEnd: () => clientEnd(exchange),
      clientAddress: clientOf(exchange, findClient),
      hasBodyArrived: () => request.complete,
    };
    const fetchResponse = await withOwnUrl(request, () =>
      adapter.handleNodeRequestAndResponse(request, response, facts),
    );
    const parts = toResponseParts(fetchResponse, request.method);
    return parts.body === undefined ? parts : await readIfSmall(parts);
  };
}

/**
 * Calls the adapter, which makes a Fetch request before it returns. It would prefer `originalUrl`,
 * where Express keeps the whole path, to the `url` that all else here goes by.
 */
function withOwnUrl<Result>(request: FrameworkRequest, call: () => Result): Result {
  const { originalUrl } = request;
  if (originalUrl === undefined) return call();
  request.originalUrl = request.url;
  const result = call();
  request.originalUrl = originalUrl;
  return result;
}

/** No Fetch request may have this method (Fetch standard, "forbidden method"); Deno's throws. */
function refuseTrace({ url = '', headers }: IncomingMessage, ctx: Context): Response {
  const method = 'TRACE';
  const error = wrongMethodAt({ method, url: `http://node${url}` }, ctx);
  return router.refuse(error, { method, origin: headers.origin ?? null }, ctx);
}

/** What is wrong with a method that no route has, or with its path. */
function wrongMethodAt(
  request: Pick<Request, 'method' | 'url'>,
  { config }: Pick<Context, 'config'>,
): unknown {
  try {
    return wrongMethod(router.allowedMethods(requestPath(request, config.mount)));
  } catch (error) {
    return error;
  }
}
