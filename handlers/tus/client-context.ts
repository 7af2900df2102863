import type { RequestContext } from '../../lib/context.ts';
import { checkName, checkUpload } from '../uploads/put-file.ts';

/**
 * The context to store a client's file with under a name that is not in the path, and always gets a
 * stamp. A peer that passes the request on is no sender of the file: it gets the file as every peer
 * does.
 */
export function clientContext(ctx: RequestContext, name: string): RequestContext {
  const { roles } = ctx.caller;
  const caller = { roles, isPeer: false, isOffer: false, nodeId: undefined, senderId: undefined };
  return { ...ctx, name, stored: undefined, caller };
}

/** Throws what a PUT of that name and size would be refused with before its body is read. */
export async function checkAsPut(
  ctx: RequestContext,
  sizeBytes: number | undefined,
): Promise<void> {
  await checkName(ctx);
  checkUpload(sizeBytes === undefined ? {} : { sizeBytes }, ctx);
  await ctx.journal.checkSpace();
}

/** The largest upload that is taken, in bytes. */
export function largestUpload({ config }: Pick<RequestContext, 'config'>): number {
  return Math.min(config.maxSizeBytes, Number.MAX_SAFE_INTEGER);
}
