import { IttyRouter } from 'itty-router';
import type { Context } from '../lib/context.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { parseRequestName } from '../lib/names/request-name.ts';
import { authorize } from './authorize.ts';
import { addCommonHeaders } from './common-headers.ts';
import { addCorsHeaders } from './cors.ts';
import { deleteFile } from './delete-file.ts';
import { errorResponse } from './error-response.ts';
import { getFile } from './get-file.ts';
import { getStatus } from './get-status.ts';
import { noteSender } from './note-sender.ts';
import { putFile } from './put-file.ts';
import { fileMethods, wrongMethod } from './refusals.ts';
import { refuseMisdirected } from './refuse-misdirected.ts';

const statusMethods = 'GET, HEAD, OPTIONS';

type Handler = (request: Request, name: string, ctx: Context) => Response | Promise<Response>;

const router = IttyRouter()
  .get('/_status', (request: Request, _name: string, ctx: Context) => getStatus(request, ctx))
  .head('/_status', (request: Request, _name: string, ctx: Context) => getStatus(request, ctx))
  .get('*', getFile satisfies Handler)
  .head('*', getFile satisfies Handler)
  .put('*', putFile satisfies Handler)
  .delete('*', deleteFile satisfies Handler)
  .options('*', listMethods)
  .all('*', refuseMethod);

/**
 * The application: answers any request with this node's state, and never rejects. It knows no
 * sockets, so any host that speaks the Fetch API can call it.
 */
export async function handle(request: Request, ctx: Context): Promise<Response> {
  const response = addCommonHeaders(await respond(request, ctx), ctx.config);
  addCorsHeaders(response, request.method, request.headers.get('origin'), ctx.config);
  if (request.method !== 'HEAD' || response.body === null) return response;
  const { status, headers } = response;
  return new Response(null, { status, headers });
}

async function respond(request: Request, ctx: Context): Promise<Response> {
  try {
    const { origin, pathname } = new URL(request.url);
    const name = parseRequestName(pathname);
    refuseMisdirected(request, name, ctx.access);
    noteSender(request, ctx);
    // The router sees no query: it would collect every parameter, and names never depend on one.
    const target = { method: request.method, url: origin + pathname, proxy: request };
    return await router.fetch(target, name, authorize(request, name, ctx));
  } catch (error) {
    return errorResponse(error, ctx.log);
  }
}

function listMethods(_request: Request, name: string): Response {
  return new Response(null, { status: 204, headers: { Allow: allowedMethods(name) } });
}

function refuseMethod(_request: Request, name: string): Response {
  throw wrongMethod(allowedMethods(name));
}

function allowedMethods(name: string): string {
  if (name === '_status') return statusMethods;
  if (name.startsWith('_')) throw new HttpError(404, 'There is no such route.');
  return fileMethods;
}
