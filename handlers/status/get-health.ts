import type { Context } from '../../lib/context.ts';
import { NoSpaceError } from '../../lib/errors/domain-errors.ts';
import { textResponse } from '../../lib/http/body-response.ts';

type ReadyContext = Pick<
  Context,
  'draining' | 'health' | 'lacks' | 'storage' | 'journal' | 'config'
>;

/** Why new clients should go to another node. */
export type NotReadyReason = 'draining' | 'read-only' | 'starting' | 'filling' | 'full';

/** A node on which no upload of this size fits is as good as full. */
const roomBytes = 16 * 1024 * 1024;

/** GET and HEAD /_live: `live`, as long as the node responds to anything. */
export function getLive(_request: Request, _ctx: object): Response {
  return textResponse('live', 200);
}

/** GET and HEAD /_ready: `ready`, or with a 503 why new clients should go to another node. */
export async function getReady(_request: Request, ctx: ReadyContext): Promise<Response> {
  const reason = await findNotReady(ctx);
  return reason === undefined ? textResponse('ready', 200) : textResponse(reason, 503);
}

/** Why new clients should go to another node; `undefined` while they need not. */
export async function findNotReady(ctx: ReadyContext): Promise<NotReadyReason | undefined> {
  if (ctx.draining.isDraining) return 'draining';
  if (ctx.health.readOnlyReason !== undefined) return 'read-only';
  const state = ctx.lacks.state();
  if (state === 'unknown') return 'starting';
  if (state === 'filling') return 'filling';
  return (await hasRoom(ctx)) ? undefined : 'full';
}

async function hasRoom({ storage, journal, config }: ReadyContext): Promise<boolean> {
  try {
    await journal.askSpace();
    await storage.checkSpace(Math.min(roomBytes, config.maxSizeBytes));
    return true;
  } catch (error) {
    // Anything else says nothing about space, and shows itself elsewhere.
    return !(error instanceof NoSpaceError);
  }
}
