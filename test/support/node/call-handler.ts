import { requestContext } from '../../../handlers/request-context.ts';
import type { Handler } from '../../../handlers/route.ts';
import type { Context } from '../../../lib/context.ts';
import { requestPath } from '../../../lib/requests/request-path.ts';

/** Calls one handler as the router does, without its authorization and common headers. */
export async function callHandler(
  handler: Handler,
  request: Request,
  ctx: Context,
): Promise<Response> {
  const path = requestPath(request);
  const turn = ctx.admission.begin({ url: request.url, isPeer: () => false });
  return await handler(request, requestContext(request, ctx, { path, turn }));
}
