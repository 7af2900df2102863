import type { RequestContext } from '../../lib/context.ts';
import { formatEntityTag, matchesWeakly } from '../../lib/http/entity-tag.ts';
import { HttpError } from '../../lib/http/http-error.ts';

/** The names of everything that belongs to the page begin so. */
export const pagePrefix = '_ui/';

/** The page runs its own script and nothing else, and speaks to this node only. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A name with a hash never has other content. */
const immutable = 'public, max-age=31536000, immutable';

/**
 * GET and HEAD /_ui/…: the page that shows how this node and its peers are. Nothing of the node is
 * in it, so it needs no secret; it asks for `/_ui/state`, which may. Throws a 404 on a host that
 * has no page.
 */
export async function getPage(
  { headers }: Request,
  { name, pageFiles }: Pick<RequestContext, 'name' | 'pageFiles'>,
): Promise<Response> {
  const file = await pageFiles?.find(name.slice(pagePrefix.length) || 'index.html');
  if (file === undefined) throw new HttpError(404, 'There is no such page.');
  const common = {
    ETag: formatEntityTag(file.tag),
    'Cache-Control': file.isImmutable ? immutable : 'no-cache',
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
  };
  if (matchesWeakly(headers.get('if-none-match') ?? '', file.tag)) {
    return new Response(null, { status: 304, headers: common });
  }
  const length = { 'Content-Type': file.type, 'Content-Length': String(file.body.length) };
  return new Response(file.body, { headers: { ...common, ...length } });
}

/** GET and HEAD /_ui: leads to the page. */
export function getPageRedirect(request: Request, _ctx: object): Response {
  return redirectToPage(request);
}

/**
 * Leads to the page from `/`, or from `/_ui`. A relative URL stays right where a proxy in front of
 * the node serves it below a path.
 */
export function redirectToPage({ url }: Request): Response {
  const last = new URL(url).pathname.replace(/^.*\//u, '');
  const location = `${last}/${pagePrefix}`.replace(/^(?:_ui)?\//u, '');
  const headers = { Location: location, 'Cache-Control': 'no-store', Vary: 'Accept' };
  return new Response(null, { status: 303, headers });
}
