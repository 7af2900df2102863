import { HttpError } from './http-error.ts';

const absoluteForm = /^https?:\/\/[^/?#\\]+/iu;

/**
 * Converts the target of an HTTP/1 request line into origin form (RFC 9112 §3.2) for a URL parser.
 * Throws a 400 for what such a parser would silently change into another path.
 */
export function parseRequestTarget(method: string, target: string): string {
  if (target === '*' && method === 'OPTIONS') return '/';
  const origin = target.startsWith('/') ? '' : absoluteForm.exec(target)?.[0];
  if (origin === undefined)
    throw new HttpError(400, 'The request target is not a path or an http URL.');
  const path = target.slice(origin.length);
  if (path.includes('#')) throw new HttpError(400, 'The request target has a fragment.');
  // The query is ignored, so it may contain anything.
  const [pathname = ''] = path.split('?', 1);
  if (pathname.includes('\\')) throw new HttpError(400, 'The name has a backslash.');
  if (pathname.split('/').some(isDotSegment)) {
    throw new HttpError(400, 'The name has a segment "." or "..".');
  }
  return path.startsWith('/') ? path : `/${path}`;
}

function isDotSegment(segment: string): boolean {
  return /^(?:\.|%2e){1,2}$/iu.test(segment);
}
