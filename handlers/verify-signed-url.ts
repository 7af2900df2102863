import type { Role } from '../lib/access/access.ts';
import { CredentialsError } from '../lib/access/credentials-error.ts';
import { type Permission, parseSignedQuery, signedText } from '../lib/access/signed-url.ts';
import type { RequestContext } from '../lib/context.ts';
import { challenge } from '../lib/http/challenge.ts';
import { contentType } from '../lib/http/content-type.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { isInRange, isSameType, mayMean } from '../lib/http/media-type.ts';
import { splitName } from '../lib/names/stored-name.ts';

/** The signed method that permits each method; no other method can be permitted by a URL. */
const signedMethods = new Map<string, Permission['method']>([
  ['GET', 'GET'],
  ['HEAD', 'GET'],
  ['PUT', 'PUT'],
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
  const signed = parseSignedQuery(new URL(request.url).searchParams, method, ctx.name);
  if (signed === undefined) return undefined;
  if (signed === 'malformed') throw notSigned();
  const { permission, signature } = signed;
  if (!ctx.access.isSignature(role, signedText(permission), signature)) throw notSigned();
  if (ctx.clock.nowMs() >= permission.expires * 1000) {
    throw new CredentialsError({ sender: 'client' }, 403, 'The signed URL has expired.');
  }
  const { type, maxSizeBytes, expires } = permission;
  if (type !== undefined) checkType(type, request, ctx.name);
  if (method === 'GET') return { readableUntilSeconds: expires, ...ctx };
  if (maxSizeBytes === undefined || maxSizeBytes >= ctx.config.maxSizeBytes) {
    return { isSigned: true, ...ctx };
  }
  return { isSigned: true, ...ctx, config: { ...ctx.config, maxSizeBytes } };
}

/** No challenge for Basic: a browser would ask its user for a password, and none would help. */
function notSigned(): CredentialsError {
  const message = 'The URL is not signed for this request.';
  return new CredentialsError({ sender: 'client' }, 401, message, challenge('bearer'));
}

/**
 * The file must be served as a type that was signed. What the sender states, if anything, must be
 * that type too, under any of its names, or at least one that was signed.
 */
function checkType(signed: string, request: Request, name: string): void {
  const served = contentType(splitName(name).extension);
  const [stated = ''] = (request.headers.get('content-type') ?? '').split(';', 1);
  const type = stated.trim();
  const mayBeSent = type === '' || mayMean(type, served) || isOfType(type, signed);
  if (mayBeSent && isOfType(served, signed)) return;
  const means = `a file of this name is served as ${served}`;
  throw new HttpError(415, `The URL is signed for ${signed} only, and ${means}.`);
}

/** Whether a type is the one that was signed, or in the range of types. */
function isOfType(type: string, signed: string): boolean {
  return signed.endsWith('/*') ? isInRange(type, signed) : isSameType(type, signed);
}
