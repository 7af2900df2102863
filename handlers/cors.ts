import type { Config } from '../lib/context.ts';

const methods = 'GET, HEAD, PUT, DELETE';
/** What a page may send beyond what every page may. */
const requestHeaders = [
  ...['Authorization', 'Content-Type', 'If-Match', 'If-Modified-Since', 'If-None-Match'],
  ...['If-Range', 'If-Unmodified-Since', 'Range', 'X-Content-SHA1'],
].join(', ');
/** What a page may read beyond what every page may. */
const responseHeaders = [
  ...['Accept-Ranges', 'Content-Disposition', 'Content-Length', 'Content-Range', 'ETag'],
  ...['Location', 'Retry-After', 'X-Content-SHA1'],
].join(', ');
/** Browsers cap it at two hours. */
const maxAgeSeconds = 7200;

/**
 * Lets pages of the configured origins use the answer (Fetch standard, CORS protocol), and tells
 * caches that it depends on who asks. Cookies play no part here, so credentials are never allowed.
 */
export function addCorsHeaders(
  response: Response,
  method: string,
  origin: string | null,
  { corsOrigins }: Pick<Config, 'corsOrigins'>,
): Response {
  if (corsOrigins.length === 0) return response;
  const { headers } = response;
  headers.append('Vary', 'Origin');
  if (origin === null || !(corsOrigins.includes('*') || corsOrigins.includes(origin))) {
    return response;
  }
  headers.set('Access-Control-Allow-Origin', origin);
  if (method === 'OPTIONS') {
    headers.set('Access-Control-Allow-Methods', methods);
    headers.set('Access-Control-Allow-Headers', requestHeaders);
    headers.set('Access-Control-Max-Age', String(maxAgeSeconds));
  } else {
    headers.set('Access-Control-Expose-Headers', responseHeaders);
  }
  return response;
}
