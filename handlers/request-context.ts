import { identifyCaller } from '../lib/access/caller.ts';
import type { HostContext, RequestContext } from '../lib/context.ts';
import { isReserved, parseRequestName } from '../lib/names/request-name.ts';
import { parseStoredName } from '../lib/names/stored-name.ts';

/**
 * Finds out what every handler needs of a request: its name and its caller. No handler looks for
 * them again, so both stay what they are if secrets are replaced while the request is served.
 * Throws an `InvalidNameError` for a path that can't name a file.
 */
export function requestContext(request: Request, ctx: HostContext): RequestContext {
  const name = parseRequestName(new URL(request.url).pathname);
  const stored = isReserved(name) ? undefined : parseStoredName(name);
  const caller = ctx.caller ?? identifyCaller(request.headers, ctx.access);
  // In this order: properties that are new after a spread take an engine 20 times as long.
  return { name, stored, ...ctx, caller };
}
