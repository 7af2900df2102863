import type { Role, SignedUpload } from '../lib/access/access.ts';
import { CredentialsError } from '../lib/access/credentials-error.ts';
import { checkSignedType } from '../lib/access/signed-type.ts';
import {
  formatSignedQuery,
  type Permission,
  parseSignedQuery,
  type SignedPermission,
  signedText,
} from '../lib/access/signed-url.ts';
import type { RequestContext } from '../lib/context.ts';
import { challenge } from '../lib/http/challenge.ts';
import { HttpError } from '../lib/http/http-error.ts';

/** The signed method that permits each method; no other method can be permitted by a URL. */
const signedMethods = new Map<string, Permission['method']>([
  ['GET', 'GET'],
  ['HEAD', 'GET'],
  ['PUT', 'PUT'],
  // What permits uploads with a prefix permits them in a form.
  ['POST', 'PUT'],
]);

const needsPrefix =
  'Resumable uploads take a URL that is signed for a prefix; send this file by PUT.';

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
  const { name: prefix, type, maxSizeBytes, expires } = verify(signed, ctx, role).permission;
  if (type !== undefined && !isPost) {
    checkSignedType(type, request.headers.get('content-type'), ctx.name);
  }
  if (method === 'GET') return { readableUntilSeconds: expires, ...ctx };
  return narrow(ctx, { prefix, ...(type !== undefined && { type }) }, maxSizeBytes);
}

/**
 * The same for an upload whose name is not in the path, which the handler compares with what was
 * signed. Throws a 403 for a URL that is signed for one name: which one it does not say.
 */
export function verifySignedUpload(
  { url }: Request,
  ctx: RequestContext,
  role: Role,
): RequestContext | undefined {
  const query = new URL(url).searchParams;
  const prefix = query.get('prefix');
  const signed = parseSignedQuery(query, 'PUT', prefix ?? '');
  if (signed === undefined) return undefined;
  if (prefix === null) throw new HttpError(403, needsPrefix);
  const valid = verify(signed, ctx, role);
  const { type, maxSizeBytes } = valid.permission;
  const carried = { query: `?${formatSignedQuery(valid)}`, signature: valid.signature };
  const signedFor = { prefix, ...(type !== undefined && { type }), signed: carried };
  return narrow(ctx, signedFor, maxSizeBytes);
}

/** Throws unless the signature is valid. */
function verify(
  signed: SignedPermission | 'malformed',
  ctx: RequestContext,
  role: Role,
): SignedPermission {
  if (signed === 'malformed') throw notSigned();
  const { permission, signature } = signed;
  if (!ctx.access.isSignature(role, signedText(permission), signature)) throw notSigned();
  if (ctx.clock.nowMs() >= permission.expires * 1000) {
    throw new CredentialsError({ sender: 'client' }, 403, 'The signed URL has expired.');
  }
  return signed;
}

function narrow(
  ctx: RequestContext,
  signedFor: SignedUpload,
  maxSizeBytes = Number.POSITIVE_INFINITY,
): RequestContext {
  if (maxSizeBytes >= ctx.config.maxSizeBytes) return { signedFor, ...ctx };
  return { signedFor, ...ctx, config: { ...ctx.config, maxSizeBytes } };
}

/** No challenge for Basic: a browser would ask its user for a password, and none would help. */
function notSigned(): CredentialsError {
  const message = 'The URL is not signed for this request.';
  return new CredentialsError({ sender: 'client' }, 401, message, challenge('bearer'));
}
