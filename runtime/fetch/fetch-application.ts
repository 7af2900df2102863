import { router } from '../../handlers/router.ts';
import { createInFlight } from '../../lib/concurrency/in-flight.ts';
import type { Context } from '../../lib/context.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { chunkBytes } from '../../lib/storage/read-content.ts';
import type { FindClient } from '../node/http/find-client.ts';
import type { Traffic } from '../node/metrics/traffic.ts';
import type { Respond } from './fetch-server.ts';

/** The application behind a server that gives it Fetch requests. */
export interface FetchApplication {
  readonly respond: Respond;
  /** Refuses all further requests. */
  stop(): void;
  /** Resolves when no handler is running any more. */
  finished(): Promise<void>;
}

export interface FetchApplicationOptions {
  /** Counts the requests. */
  readonly traffic?: Traffic;
  /** Where proxies are trusted; else each client is at the other end of its connection. */
  readonly findClient?: FindClient | undefined;
}

/** Puts the application behind such a server. */
export function createFetchApplication(
  ctx: Context,
  { traffic, findClient }: FetchApplicationOptions = {},
): FetchApplication {
  const { mount = '' } = ctx.config;
  const running = createInFlight();
  let isStopping = false;

  function refuse(error: unknown, { method, headers }: Request): Response {
    return router.refuse(error, { method, origin: headers.get('origin') }, ctx);
  }

  async function serve(request: Request, connection: string | undefined): Promise<Response> {
    const clientAddress =
      findClient === undefined
        ? connection
        : findClient(connection, request.headers.get('X-Forwarded-For'));
    const response = await router.handle(asSent(request), { ...ctx, clientAddress });
    try {
      return await withSmallBody(response);
    } catch (error) {
      // The disk, which may not be read any more.
      return refuse(error, request);
    }
  }

  async function run(request: Request, connection: string | undefined): Promise<Response> {
    if (isStopping) return refuse(stopping(), request);
    const response = serve(request, connection);
    void running.add(response);
    return await response;
  }

  return {
    async respond(request, connection) {
      const beganMs = performance.now();
      const response = await run(request, connection);
      if (traffic !== undefined) count(traffic, request, response, { beganMs, mount });
      return response;
    },
    stop() {
      isStopping = true;
    },
    finished: running.finished,
  };
}

/**
 * The server sends the body, so what counts of that is its length. Nobody asks for the body itself:
 * Deno would make a stream of it, and send it in a write of its own.
 */
function count(
  traffic: Traffic,
  request: Request,
  response: Response,
  { beganMs, mount }: { readonly beganMs: number; readonly mount: string },
): void {
  const { status, headers } = response;
  const pathname = pathOf(request.url);
  const isOwn = pathname?.startsWith(`${mount}/_`);
  if (isOwn && request.method === 'GET' && status === 200) traffic.ownGets += 1;
  traffic.note(request.method, status, (performance.now() - beganMs) / 1000);
  if (request.method !== 'HEAD') traffic.bytes.sent += Number(headers.get('content-length') ?? 0);
  if (readsBodyAt(request.method, pathname))
    traffic.bytes.received += Number(request.headers.get('content-length'));
}

function stopping(): HttpError {
  return new HttpError(503, 'This node is stopping.', { Connection: 'close', 'Retry-After': '1' });
}

/** RFC 9112 §6.3: a request has no body without these headers. Deno makes one of no bytes. */
function asSent(request: Request): Request {
  const { url, method, headers, body, signal } = request;
  const hasLength = headers.has('content-length') || headers.has('transfer-encoding');
  if (body === null || hasLength || !readsBody(request)) return request;
  return new Request(url, { method, headers, signal });
}

/**
 * Reads a small body into memory: then the server sends it in one write, and with its length, which
 * Bun forgets of a stream. Rejects if reading it fails.
 */
async function withSmallBody(response: Response): Promise<Response> {
  const { body, headers } = response;
  const length = headers.get('content-length');
  if (body === null || length === null || Number(length) > chunkBytes) return response;
  return new Response(await response.arrayBuffer(), response);
}

function readsBody({ method, url }: Request): boolean {
  return readsBodyAt(method, pathOf(url));
}

/** Deno puts a `Host` into the URL as it is, which may make it none: that has no path. */
function pathOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}

function readsBodyAt(method: string, path: string | undefined): boolean {
  return path !== undefined && router.find(method, path)?.readsBody === true;
}
