import { Router as IttyRouter } from 'itty-router';
import type { Context, HostContext, RequestContext } from '../lib/context.ts';
import { addCommonHeaders } from '../lib/http/common-headers.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { addCorsHeaders, type CorsRequest } from '../lib/requests/cors.ts';
import { authorize } from './authorize.ts';
import { checkSender } from './check-sender.ts';
import { errorResponse, noteRefusal } from './errors/error-response.ts';
import { wrongMethod } from './errors/refusals.ts';
import { type BegunRequest, beginRequest, requestContext } from './request-context.ts';
import type { Handler, Route } from './route.ts';
import { createRouteTable } from './route-table.ts';
import { routes } from './routes.ts';

/** An application, and what its host has to know of the routes. */
export interface Router {
  /**
   * Serves any request with the state of a node, and never rejects. It knows no sockets: any host
   * that speaks the Fetch API can call it.
   */
  handle(request: Request, ctx: HostContext): Promise<Response>;
  /** The response to a request that the host itself refuses, with the headers of all others. */
  refuse(error: unknown, request: RefusedRequest, ctx: Context): Response;
  /** Adds to the headers of a response that the host itself makes what those of all others have. */
  complete(headers: Headers, request: CorsRequest, ctx: Context): void;
  /** The row that serves a method at a path below the mount, as it is written in a URL. */
  find(method: string, path: string): Route | undefined;
  /** The value of `Allow` for a path. */
  allowedMethods(path: string): string;
}

/** What the response to a refused request depends on. */
export interface RefusedRequest {
  readonly method: string;
  /** The header of this name. */
  readonly origin: string | null;
}

/** Creates the application that serves a table of routes. */
export function createRouter(routes: readonly Route[]): Router {
  const table = createRouteTable(routes);
  const corsMethods = table.methods.join(', ');

  function fail(error: unknown, { method }: { readonly method: string }, ctx: Context): Response {
    const response = errorResponse(error, ctx.log);
    noteRefusal(error, response, method, ctx);
    return response;
  }

  function complete(headers: Headers, request: CorsRequest, { config }: Context): void {
    addCommonHeaders(headers, config);
    addCorsHeaders(headers, request, corsMethods, config);
  }

  function finish(response: Response, request: CorsRequest, ctx: Context): Response {
    complete(response.headers, request, ctx);
    return request.method === 'HEAD' ? withoutBody(response) : response;
  }

  function allowedMethods(path: string): string {
    const methods = table.at(path).flatMap((row) => row.methods);
    return [...new Set(methods), 'OPTIONS'].join(', ');
  }

  /** The methods where no handler is for the one requested; throws if there is no such path. */
  function methodsFor(request: Request, ctx: HostContext, begun: BegunRequest): string {
    const rows = table.at(begun.path);
    const isDirectory = rows.some((row) => row.isDirectory === true);
    const { name } = admit(request, ctx, begun, isDirectory);
    const isFile = isDirectory || rows.some(({ path }) => path === '*');
    if (isFile && name.startsWith('_')) throw new HttpError(404, 'There is no such route.');
    return allowedMethods(begun.path);
  }

  const router = IttyRouter<Request, [HostContext, BegunRequest]>({
    routes: table.rows.flatMap(({ methods, pattern, ...route }) =>
      methods.map((method) => [method, pattern, [serve(route)]]),
    ),
    catch: (error: unknown, request, ctx) => fail(error, request, ctx),
    finally: [
      (response: Response, { method, headers }, ctx) => {
        const origin = headers.get('origin');
        const requestedHeaders = headers.get('access-control-request-headers');
        return finish(response, { method, origin, requestedHeaders }, ctx);
      },
    ],
  });
  router.options('*', (request, ctx, begun) => {
    const headers = { Allow: methodsFor(request, ctx, begun) };
    return new Response(null, { status: 204, headers });
  });
  router.all('*', (request, ctx, begun) => {
    throw wrongMethod(methodsFor(request, ctx, begun));
  });

  function refuse(error: unknown, request: RefusedRequest, ctx: Context): Response {
    return finish(fail(error, request, ctx), request, ctx);
  }

  return {
    async handle(request, ctx) {
      const { method, headers } = request;
      let begun: BegunRequest | undefined;
      let describe: Route['describe'];
      let response: Response;
      try {
        begun = beginRequest(request, ctx);
        const { path, turn } = begun;
        const row = table.find(method, path);
        describe = (row ?? table.at(path)[0])?.describe;
        if (row?.isLimited !== false) turn.enter();
        // The router sees no query: it would collect every parameter, and no route depends on one.
        response = await router.fetch(
          { method, url: `http://node${path}`, proxy: request },
          ctx,
          begun,
        );
      } catch (error) {
        response = refuse(error, { method, origin: headers.get('origin') }, ctx);
      } finally {
        begun?.turn.end();
      }
      describe?.(response.headers, method, ctx.config);
      return response;
    },
    refuse,
    complete,
    find: table.find,
    allowedMethods,
  };
}

/** The application of every node. */
export const router = createRouter(routes);

/** Serves any request with the state of a node, and never rejects. */
export const handle = router.handle;

/** A row's handler, as a handler of the router: it gets the context of a node, not of a request. */
function serve({ handler, isDirectory, ...guard }: Omit<Route, 'path' | 'methods'>) {
  return (request: Request, ctx: HostContext, begun: BegunRequest): ReturnType<Handler> =>
    handler(request, authorize(request, admit(request, ctx, begun, isDirectory), guard));
}

/** Reads who wants what, for every method alike. */
function admit(
  request: Request,
  ctx: HostContext,
  begun: BegunRequest,
  isDirectory = false,
): RequestContext {
  const known = requestContext(request, ctx, begun, isDirectory);
  checkSender(request, known);
  return known;
}

function withoutBody({ status, headers }: Response): Response {
  return new Response(null, { status, headers });
}
