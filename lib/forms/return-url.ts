import { HttpError } from '../http/http-error.ts';
import { isOwnOrigin, type OwnOrigins } from '../requests/own-origin.ts';

/** What a `Location` may have at most with the files in it; else they are left out. */
const maxLocationLength = 4000;

/**
 * Where a form leads to once its files are stored, by the parameter `return` of its own URL: here
 * the names are added, as `file` for each. Throws a 400 for another site than this node, or one
 * that it is configured to know: whoever made a link could lead anybody anywhere.
 */
export function parseReturn(request: Request, own: OwnOrigins): ReturnUrl | undefined {
  const text = new URL(request.url).searchParams.get('return');
  if (text === null) return undefined;
  const url = URL.canParse(text, request.url) ? new URL(text, request.url) : undefined;
  const isRelative = !/^[a-z][a-z\d+.-]*:/iu.test(text);
  // A path of two slashes would be another host.
  const isHttp = url !== undefined && /^https?:$/u.test(url.protocol);
  const isSafe = isHttp && !url.pathname.startsWith('//');
  if (!isSafe || !isOwnOrigin(url.origin, request, own)) {
    throw new HttpError(400, 'The URL to return to is not of this site, nor of an allowed origin.');
  }
  return { url, isRelative };
}

export interface ReturnUrl {
  readonly url: URL;
  /** Whether it has no host: behind a proxy this node does not know its own. */
  readonly isRelative: boolean;
}

/** The `Location` that leads there, and tells the names as far as there is room for them. */
export function formatReturn({ url, isRelative }: ReturnUrl, names: readonly string[]): string {
  const named = new URL(url);
  for (const name of names) named.searchParams.append('file', name);
  const full = named.href.length > maxLocationLength ? url : named;
  return isRelative ? `${full.pathname}${full.search}${full.hash}` : full.href;
}
