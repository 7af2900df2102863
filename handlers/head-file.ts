import type { RequestContext } from '../lib/context.ts';
import { asksForCopies, copiesHeader } from '../lib/copies/wanted-copies.ts';
import { bodyResponse } from '../lib/http/body-response.ts';
import { formatLocation } from '../lib/names/url-path.ts';
import { requireSecret } from './authorize.ts';
import { notFound } from './errors/refusals.ts';
import { getFile } from './get-file.ts';
import { parseNames } from './request-context.ts';
import { findCopies } from './status/find-copies.ts';

const holdersPrefix = '_ui/holders/';

/** HEAD: what a GET would say. A client may ask how many nodes have the file, too. */
export async function headFile(request: Request, ctx: RequestContext): Promise<Response> {
  if (ctx.caller.isPeer || !asksForCopies(request.headers)) return await getFile(request, ctx);
  requireSecret(request, ctx);
  const { stored } = ctx;
  if (stored === undefined) throw notFound();
  const response = await getFile(request, ctx);
  const copies = await findCopies(stored.name, ctx);
  if (await ctx.tombstones.has(stored.name)) throw notFound();
  response.headers.set(copiesHeader, String(copies.size));
  // It is true at this moment only.
  response.headers.set('Cache-Control', 'no-store');
  return response;
}

/** GET and HEAD /_ui/holders/name: the ids of the nodes that have this file by now. */
export async function getHolders(request: Request, ctx: RequestContext): Promise<Response> {
  requireSecret(request, ctx);
  const { stored } = parseNames(formatLocation('', ctx.name.slice(holdersPrefix.length)));
  if (stored === undefined) throw notFound();
  const holders = [...(await findCopies(stored.name, ctx))];
  return bodyResponse(JSON.stringify({ holders }), 'application/json', 200);
}
