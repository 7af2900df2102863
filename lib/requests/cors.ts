import { preferenceHeader, preferHeader } from '../copies/preferences.ts';
import { copiesHeader } from '../copies/wanted-copies.ts';
import { reasonHeader } from '../http/node-headers.ts';
import { parseRequestedHeaders } from '../http/requested-headers.ts';

/** Request headers that mean something here and that a page may always send. */
const requestHeaders = [
  ...['Authorization', 'Content-Type', 'If-Match', 'If-Modified-Since', 'If-None-Match'],
  ...['If-Range', 'If-Unmodified-Since', 'Range', 'X-Content-SHA1', preferHeader, copiesHeader],
];
const alwaysAllowed = new Set(requestHeaders.map((name) => name.toLowerCase()));
/**
 * Headers that no page may send: those by which nodes know each other, because a page of any site
 * could act as a peer where its visitor may reach the node; and `*`, which would allow all headers.
 */
const refusedPattern = /^(?:\*|user-agent|x-cockatiel-.*)$/u;
/** Response headers that a page may read beyond those that every page may. */
const responseHeaders = [
  ...['Accept-Ranges', 'Content-Disposition', 'Content-Length', 'Content-Range', 'ETag'],
  ...['Location', 'Retry-After', 'X-Content-SHA1', copiesHeader, preferenceHeader],
  reasonHeader,
].join(', ');
/** Two hours: no browser remembers a preflight for longer. */
const maxAgeSeconds = 7200;

/** What the CORS headers of a response depend on. */
export interface CorsRequest {
  readonly method: string;
  /** The header of this name. */
  readonly origin: string | null;
  /** `Access-Control-Request-Headers`, of a preflight. */
  readonly requestedHeaders?: string | null;
}

/**
 * Lets pages of the configured origins use the response (Fetch standard, CORS protocol), and tells
 * caches that it depends on the origin. Credentials are not allowed, because nothing here uses
 * cookies. `methods` are those that a preflight permits. It permits whatever headers the page asks
 * for, too: libraries and tracing add headers of their own, and none but ours means anything here.
 */
export function addCorsHeaders(
  headers: Headers,
  { method, origin, requestedHeaders = null }: CorsRequest,
  methods: string,
  { corsOrigins }: { readonly corsOrigins: readonly string[] },
): void {
  if (corsOrigins.length === 0) return;
  headers.append('Vary', 'Origin');
  if (origin === null || !(corsOrigins.includes('*') || corsOrigins.includes(origin))) return;
  headers.set('Access-Control-Allow-Origin', origin);
  if (method === 'OPTIONS') {
    headers.set('Access-Control-Allow-Methods', methods);
    headers.append('Vary', 'Access-Control-Request-Headers');
    headers.set('Access-Control-Allow-Headers', allowedHeaders(requestedHeaders ?? ''));
    headers.set('Access-Control-Max-Age', String(maxAgeSeconds));
  } else {
    headers.set('Access-Control-Expose-Headers', responseHeaders);
  }
}

/** Those that are always allowed, then those that were asked for. */
function allowedHeaders(requested: string): string {
  const more = parseRequestedHeaders(requested).filter(
    (name) => !alwaysAllowed.has(name) && !refusedPattern.test(name),
  );
  return [...requestHeaders, ...new Set(more)].join(', ');
}
