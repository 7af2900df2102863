import type { Config } from '../lib/context.ts';

/** Request headers that a page may send beyond those that every page may. */
const requestHeaders = [
  ...['Authorization', 'Content-Type', 'If-Match', 'If-Modified-Since', 'If-None-Match'],
  ...['If-Range', 'If-Unmodified-Since', 'Range', 'X-Content-SHA1'],
].join(', ');
/** Response headers that a page may read beyond those that every page may. */
const responseHeaders = [
  ...['Accept-Ranges', 'Content-Disposition', 'Content-Length', 'Content-Range', 'ETag'],
  ...['Location', 'Retry-After', 'X-Content-SHA1'],
].join(', ');
/** Two hours: no browser remembers a preflight for longer. */
const maxAgeSeconds = 7200;

/**
 * Lets pages of the configured origins use the response (Fetch standard, CORS protocol), and tells
 * caches that it depends on the origin. Credentials are not allowed, because nothing here uses
 * cookies. `methods` are those that a preflight permits.
 */
export function addCorsHeaders(
  response: Response,
  { method, origin }: { readonly method: string; readonly origin: string | null },
  methods: string,
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
