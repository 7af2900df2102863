import { parseSignedQuery, signedText } from '../lib/access/signed-url.ts';
import type { Context } from '../lib/context.ts';
import { contentType } from '../lib/http/content-type.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { splitName } from '../lib/names/stored-name.ts';

/** What a request is served with; a signed URL may limit it. */
export interface PermittedContext extends Context {
  /** When the signed URL ends, in Unix seconds; absent where none was needed. */
  readonly readableUntilSeconds?: number;
}

/**
 * Reads the permission in a signed URL. `undefined` when there is none; throws when it is not good,
 * or not for this request. Otherwise returns the context to serve it with.
 */
export function verifySignedUrl(
  request: Request,
  role: 'read' | 'write',
  name: string,
  ctx: Context,
): PermittedContext | undefined {
  // Nobody signs deletions, and a signature for a PUT is none for a DELETE.
  if (request.method === 'DELETE') return undefined;
  const method = role === 'read' ? 'GET' : 'PUT';
  const signed = parseSignedQuery(new URL(request.url).searchParams, method, name);
  if (signed === undefined) return undefined;
  if (signed === 'malformed') throw notSigned();
  const { permission, signature } = signed;
  if (!ctx.access.isSignature(role, signedText(permission), signature)) throw notSigned();
  if (ctx.clock.nowMs() >= permission.expires * 1000) {
    throw new HttpError(403, 'The signed URL has expired.');
  }
  const { type, maxSizeBytes, expires } = permission;
  if (type !== undefined) checkType(type, request, name);
  if (method === 'GET') return { ...ctx, readableUntilSeconds: expires };
  if (maxSizeBytes === undefined || maxSizeBytes >= ctx.config.maxSizeBytes) return ctx;
  return { ...ctx, config: { ...ctx.config, maxSizeBytes } };
}

/** No Basic here: a browser would ask its user for a password that there isn't. */
function notSigned(): HttpError {
  const headers = { 'WWW-Authenticate': 'Bearer realm="cockatiel"' };
  return new HttpError(401, 'The URL is not signed for this request.', headers);
}

/** Both what the sender says and what the file will be served as must be of the signed type. */
function checkType(signed: string, request: Request, name: string): void {
  const [said = ''] = (request.headers.get('content-type') ?? '').split(';', 1);
  const types = [said.trim(), contentType(splitName(name).extension)].filter((type) => type !== '');
  if (types.every((type) => isOfType(type.toLowerCase(), signed.toLowerCase()))) return;
  throw new HttpError(415, `The URL is signed for ${signed} only, by its extension too.`);
}

function isOfType(type: string, signed: string): boolean {
  return signed.endsWith('/*') ? type.startsWith(signed.slice(0, -1)) : type === signed;
}
