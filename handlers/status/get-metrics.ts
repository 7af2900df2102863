import type { Context } from '../../lib/context.ts';
import { bodyResponse } from '../../lib/http/body-response.ts';
import { HttpError } from '../../lib/http/http-error.ts';

/** GET and HEAD /_metrics: the numbers of this node; throws a 404 on a host that has none. */
export async function getMetrics(
  _request: Request,
  { metrics }: Pick<Context, 'metrics'>,
): Promise<Response> {
  if (metrics === undefined) throw new HttpError(404, 'This host has no metrics.');
  const { type, text } = await metrics.report();
  return bodyResponse(text, type, 200);
}
