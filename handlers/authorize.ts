import type { Role } from '../lib/access/access.ts';
import { isFromPeer, showsSecret } from '../lib/access/caller.ts';
import type { Context } from '../lib/context.ts';
import { parseAuthorization } from '../lib/http/authorization.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { nodeHeader } from '../lib/http/node-headers.ts';
import { type PermittedContext, verifySignedUrl } from './verify-signed-url.ts';

const roleOf: Readonly<Record<string, 'read' | 'write'>> = {
  GET: 'read',
  HEAD: 'read',
  PUT: 'write',
  DELETE: 'write',
};

/**
 * Throws a 401 or a 403 for a request that may not be what it is. Otherwise returns the context to
 * serve it with, which for a signed URL may take no more than was signed.
 */
export function authorize(request: Request, name: string, ctx: Context): PermittedContext {
  const role = roleOf[request.method];
  // What has no handler is refused by the router, and OPTIONS tells no secrets.
  if (role === undefined) return ctx;
  refuseUnprovenNode(request, ctx);
  if (isAdmitted(role, request, ctx)) return ctx;
  const limited = verifySignedUrl(request, role, name, ctx);
  if (limited !== undefined) return limited;
  throw refusal(request, ctx);
}

function isAdmitted(role: Role, request: Request, { access }: Context): boolean {
  if (!access.isRestricted(role) || showsSecret(role, request, access)) return true;
  // Nodes read and write; who writes is no node where the cluster has no secret of its own.
  return access.isRestricted('cluster') && isFromPeer(request, access);
}

/**
 * Without the secret of the cluster a User-Agent means nothing. But a node that merely lacks it
 * must not have its files stored again under other names, as those of a client would be.
 */
function refuseUnprovenNode(request: Request, { access }: Context): void {
  if (!access.isRestricted('cluster') || !request.headers.has(nodeHeader)) return;
  if (isFromPeer(request, access)) return;
  throw unauthorized('A node must send the secret of the cluster.');
}

function refusal(request: Request, { access }: Context): HttpError {
  const header = request.headers.get('authorization');
  if (header === null) {
    return unauthorized('Send a secret, as a Bearer token or as the password of Basic.');
  }
  const credential = parseAuthorization(header);
  const roles = ['read', 'write', 'cluster'] as const;
  const isKnown = credential !== undefined && roles.some((at) => access.isSecret(at, credential));
  if (isKnown) return new HttpError(403, 'This secret is for something else.');
  return unauthorized('The secret is not known here.');
}

function unauthorized(message: string): HttpError {
  const challenge = 'Basic realm="cockatiel", charset="UTF-8", Bearer realm="cockatiel"';
  return new HttpError(401, message, { 'WWW-Authenticate': challenge });
}
