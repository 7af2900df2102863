import { HttpError } from '../http/http-error.ts';

/** The origins that a node counts as its own, or is configured to let in. */
export interface OwnOrigins {
  readonly publicUrl: string;
  readonly corsOrigins: readonly string[];
}

/** Whether an origin is that of the node, or one whose pages may use it. */
export function isOwnOrigin(
  origin: string,
  { headers, url }: Request,
  { publicUrl, corsOrigins }: OwnOrigins,
): boolean {
  if (corsOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  const own = [url, ...(publicUrl === '' ? [] : [publicUrl])].map((each) => new URL(each).host);
  return host === headers.get('host') || own.includes(host);
}

/**
 * Throws a 403 where a page of another site has sent the request. A browser asks for no permission
 * before it posts a form, so whoever has such a page open would store files in its visitor's name.
 */
export function refuseOtherSites(request: Request, own: OwnOrigins): void {
  const { headers } = request;
  const origin = headers.get('origin');
  if (origin === null || headers.get('sec-fetch-site') === 'same-origin') return;
  if (own.corsOrigins.includes('*') || isOwnOrigin(origin, request, own)) return;
  throw new HttpError(403, 'Pages of this origin may not post here; the operator can allow it.');
}
