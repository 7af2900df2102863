import type { Role } from '../lib/access/access.ts';
import { CredentialsError } from '../lib/access/credentials-error.ts';
import { checkSignedType } from '../lib/access/signed-type.ts';
import { type Permission, parseSignedQuery, signedText } from '../lib/access/signed-url.ts';
import type { RequestContext } from '../lib/context.ts';
import { challenge } from '../lib/http/challenge.ts';

/** The signed method that permits each method; no other method can be permitted by a URL. */
const signedMethods = new Map<string, Permission['method']>([
  ['GET', 'GET'],
  ['HEAD', 'GET'],
  ['PUT', 'PUT'],
  // What permits uploads with a prefix permits them in a form.
  ['POST', 'PUT'],
]);

/**
 * Verifies the permission in a signed URL, and returns the context narrowed to what was signed.
 * `undefined` if the URL is not signed; throws if the signature is not valid for this request.
 */
export function verifySignedUrl(
  request: Request,
  ctx: RequestContext,
  role: Role,
): RequestContext | undefined {
  const method = signedMethods.get(request.method);
  if (method === undefined) return undefined;
  const isPost = request.method === 'POST';
  const signed = parseSignedQuery(new URL(request.url).searchParams, method, ctx.name, isPost);
  if (signed === undefined) return undefined;
  if (signed === 'malformed') throw notSigned();
  const { permission, signature } = signed;
  if (!ctx.access.isSignature(role, signedText(permission), signature)) throw notSigned();
  if (ctx.clock.nowMs() >= permission.expires * 1000) {
    throw new CredentialsError({ sender: 'client' }, 403, 'The signed URL has expired.');
  }
  const { type, maxSizeBytes, expires } = permission;
  if (type !== undefined && !isPost) {
    checkSignedType(type, request.headers.get('content-type'), ctx.name);
  }
  if (method === 'GET') return { readableUntilSeconds: expires, ...ctx };
  const signedFor = { prefix: permission.name, ...(type !== undefined && { type }) };
  if (maxSizeBytes === undefined || maxSizeBytes >= ctx.config.maxSizeBytes) {
    return { signedFor, ...ctx };
  }
  return { signedFor, ...ctx, config: { ...ctx.config, maxSizeBytes } };
}

/** No challenge for Basic: a browser would ask its user for a password, and none would help. */
function notSigned(): CredentialsError {
  const message = 'The URL is not signed for this request.';
  return new CredentialsError({ sender: 'client' }, 401, message, challenge('bearer'));
}
