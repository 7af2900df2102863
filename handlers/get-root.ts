import type { RequestContext } from '../lib/context.ts';
import { authorize } from './authorize.ts';
import { notFound } from './errors/refusals.ts';
import { redirectToPage } from './status/get-page.ts';

/**
 * GET and HEAD /: a browser is led to the page, which asks for the secret itself. For everybody
 * else there is no file without a name.
 */
export function getRoot(request: Request, ctx: RequestContext): Response {
  const wantsPage = /\btext\/html\b/iu.test(request.headers.get('accept') ?? '');
  if (wantsPage && ctx.pageFiles !== undefined) return redirectToPage(request);
  authorize(request, ctx, { role: 'read' });
  throw notFound();
}
