import type { RequestContext } from '../../lib/context.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';

type CopiesContext = Pick<RequestContext, 'remoteFiles' | 'config' | 'nameLocks' | 'storage'>;

/**
 * The ids of the nodes that have a file durably. It asks the peers: what they acknowledged once
 * they may have lost since. Throws a 503 where too many files are being asked for.
 */
export async function findCopies(
  name: StoredName,
  ctx: CopiesContext,
): Promise<ReadonlySet<string>> {
  const holders = new Set<string>();
  const isCounted = await ctx.remoteFiles.findHolders(name, (nodeId) => void holders.add(nodeId));
  if (!isCounted) {
    throw new HttpError(503, 'The copies of too many files are being counted; retry later.', {
      'Retry-After': '1',
    });
  }
  if (await isHere(name, ctx)) holders.add(ctx.config.nodeId);
  return holders;
}

/** Whether this node has a file, and can't lose it any more: a commit may be under way. */
async function isHere(
  name: StoredName,
  { nameLocks, storage }: Pick<CopiesContext, 'nameLocks' | 'storage'>,
): Promise<boolean> {
  return await nameLocks.withLock(name, async () => {
    if ((await storage.version(name)) === undefined) return false;
    await storage.ensureDurable(name);
    return true;
  });
}
