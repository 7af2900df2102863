import { identifyCaller } from '../lib/access/caller.ts';
import type { HostContext, RequestContext } from '../lib/context.ts';
import { emptySegment, isReserved, parseRequestName } from '../lib/names/request-name.ts';
import { parseStoredName } from '../lib/names/stored-name.ts';
import type { Turn } from '../lib/requests/client-limits.ts';
import { refuseS3 } from '../lib/requests/refuse-s3.ts';
import { requestPath } from '../lib/requests/request-path.ts';
import { reservedName } from './errors/refusals.ts';
import { pagePrefix } from './status/get-page.ts';

/** A request that this node serves, before it is known who wants what. */
export interface BegunRequest {
  /** The path below the mount of the node, as it is written in a URL. */
  readonly path: string;
  readonly turn: Turn;
}

/**
 * Begins a request. Throws an `HttpError` for what no node serves: another host, an expectation
 * that nobody meets, another protocol, a path that is malformed or outside of the mount.
 */
export function beginRequest(request: Request, ctx: HostContext): BegunRequest {
  const { url, headers } = request;
  const { clientAddress, hasBodyArrived, access } = ctx;
  ctx.admission.check(headers.get('host') ?? new URL(url).host, request);
  refuseS3(request);
  const path = requestPath(request, ctx.config.mount);
  const isPeer = (): boolean => (ctx.caller ?? identifyCaller(headers, access)).isPeer;
  return { path, turn: ctx.admission.begin({ url, clientAddress, hasBodyArrived, isPeer }) };
}

/**
 * Finds out what every handler needs of a request: its name and its caller. No handler looks for
 * them again, so both stay what they are if secrets are replaced while the request is served. The
 * name of a directory ends with a slash, and that of the root is empty. Throws an
 * `InvalidNameError` for a path that can't name a file.
 */
export function requestContext(
  { headers }: Request,
  ctx: HostContext,
  { path, turn }: BegunRequest,
  isDirectory = false,
): RequestContext {
  const { name, stored } = isDirectory ? parseDirectory(path) : parseNames(path);
  const caller = ctx.caller ?? identifyCaller(headers, ctx.access);
  // In this order: properties that are new after a spread take an engine 20 times as long.
  return { name, stored, turn, ...ctx, caller };
}

/** The paths with a slash at their end that are routes. */
const directories = new Set([`/${pagePrefix}`, '/_tus/']);

/** The name in a path, and its parts; throws an `InvalidNameError` where it can't name a file. */
export function parseNames(path: string): Pick<RequestContext, 'name' | 'stored'> {
  const name = directories.has(path) ? path.slice(1) : parseRequestName(path);
  return { name, stored: isReserved(name) ? undefined : parseStoredName(name) };
}

/** The name of a directory, from a path with a slash at its end. */
function parseDirectory(path: string): Pick<RequestContext, 'name' | 'stored'> {
  if (path === '/') return { name: '', stored: undefined };
  const name = parseRequestName(path.slice(0, -1));
  // What is left of `//` is empty.
  if (name === '') throw emptySegment();
  if (isReserved(name)) throw reservedName();
  return { name: `${name}/`, stored: undefined };
}
