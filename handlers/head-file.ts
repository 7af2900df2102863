import type { RequestContext } from '../lib/context.ts';
import { asksForCopies, copiesHeader } from '../lib/copies/wanted-copies.ts';
import { HttpError } from '../lib/http/http-error.ts';
import type { StoredName } from '../lib/names/stored-name.ts';
import { requireSecret } from './authorize.ts';
import { notFound } from './errors.ts';
import { getFile } from './get-file.ts';

/** HEAD: what a GET would say. A client may ask how many nodes have the file, too. */
export async function headFile(request: Request, ctx: RequestContext): Promise<Response> {
  if (ctx.caller.isPeer || !asksForCopies(request.headers)) return await getFile(request, ctx);
  requireSecret(request, ctx);
  const { stored } = ctx;
  if (stored === undefined) throw notFound();
  const response = await getFile(request, ctx);
  response.headers.set(copiesHeader, String(await countCopies(stored.name, ctx)));
  // It is true at this moment only.
  response.headers.set('Cache-Control', 'no-store');
  return response;
}

/** Asks the peers: what they acknowledged once they may have lost since. */
async function countCopies(name: StoredName, ctx: RequestContext): Promise<number> {
  const holders = new Set<string>();
  const isCounted = await ctx.remoteFiles.findHolders(name, (nodeId) => void holders.add(nodeId));
  if (!isCounted) {
    throw new HttpError(503, 'The copies of too many files are being counted; retry later.', {
      'Retry-After': '1',
    });
  }
  if (await isHere(name, ctx)) holders.add(ctx.config.nodeId);
  if (await ctx.tombstones.has(name)) throw notFound();
  return holders.size;
}

/** Whether this node has a file, and can't lose it any more: a commit may be under way. */
async function isHere(
  name: StoredName,
  { nameLocks, storage }: Pick<RequestContext, 'nameLocks' | 'storage'>,
): Promise<boolean> {
  return await nameLocks.withLock(name, async () => {
    if ((await storage.version(name)) === undefined) return false;
    await storage.ensureDurable(name);
    return true;
  });
}
