import type { Role } from '../lib/access/access.ts';
import { CredentialsError } from '../lib/access/credentials-error.ts';
import { isNodeId } from '../lib/access/node-id.ts';
import type { RequestContext } from '../lib/context.ts';
import { challenge } from '../lib/http/challenge.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { nodeHeader } from '../lib/http/node-headers.ts';
import type { Route } from './route.ts';
import { verifySignedUpload, verifySignedUrl } from './verify-signed-url.ts';

/**
 * Throws a 401 or a 403 if the caller may not make this request. Otherwise returns the context to
 * serve it with, which a signed URL may have narrowed.
 */
export function authorize(
  request: Request,
  ctx: RequestContext,
  { role: routeRole, takesSignedPrefix = false }: Pick<Route, 'role' | 'takesSignedPrefix'>,
): RequestContext {
  if (routeRole === 'anyone') return ctx;
  const role = roleIn(ctx, routeRole);
  rejectUnverifiedPeer(request, ctx);
  const admitted = isAdmitted(ctx, role);
  if (admitted && !(takesSignedPrefix && isFromNode(request, ctx))) return ctx;
  const verify = takesSignedPrefix ? verifySignedUpload : verifySignedUrl;
  const narrowed = verify(request, ctx, role);
  if (narrowed !== undefined) return narrowed;
  if (admitted) return ctx;
  // A node looks at the status of its peers, whether they show it or not: that is no incident.
  if (role === 'operator' && ctx.caller.isPeer) throw withoutIncident(refusal(request, ctx));
  throw refusal(request, ctx);
}

/** Where there is no secret for operators, it is readers who look how the node is. */
function roleIn({ access }: RequestContext, role: Role): Role {
  return role === 'operator' && !access.isRestricted('operator') ? 'read' : role;
}

function isAdmitted({ access, caller }: RequestContext, role: Role): boolean {
  if (!access.isRestricted(role) || caller.roles.has(role)) return true;
  // A peer with the cluster's secret may read and write. Without one it needs the role's secret.
  return access.isRestricted('cluster') && caller.isPeer;
}

/**
 * Whether a node sends a request, which may be that of a client who may do no more than its signed
 * URL says: the node shows a secret of its own.
 */
function isFromNode({ headers }: Request, { caller }: RequestContext): boolean {
  return caller.isPeer || headers.has(nodeHeader);
}

/**
 * Throws a 401 for a node that does not send the cluster's secret. It counts as a client, so its
 * files would be stamped a second time and stored under other names.
 */
function rejectUnverifiedPeer({ headers }: Request, { access, caller }: RequestContext): void {
  if (!access.isRestricted('cluster') || !headers.has(nodeHeader) || caller.isPeer) return;
  throw unauthorized(headers, 'A node must send the secret of the cluster.');
}

/**
 * Throws a 401 where writing takes a secret and the caller shows none that is known here: it may
 * make no work for the peers, and learns no names.
 */
export function requireSecret(request: Request, ctx: RequestContext): void {
  if (ctx.access.isRestricted('write') && ctx.caller.roles.size === 0) throw refusal(request, ctx);
}

function refusal({ headers }: Request, { caller }: RequestContext): CredentialsError {
  if (!headers.has('authorization')) {
    return unauthorized(headers, 'Send a secret, as a Bearer token or as the password of Basic.');
  }
  if (caller.roles.size === 0) return unauthorized(headers, 'The secret is not known here.');
  return new CredentialsError(senderOf(headers), 403, 'This secret is not valid for this method.');
}

function withoutIncident({ status, message, headers }: HttpError): HttpError {
  return new HttpError(status, message, headers);
}

function unauthorized(headers: Headers, message: string): CredentialsError {
  return new CredentialsError(senderOf(headers), 401, message, challenge('basic-or-bearer'));
}

/**
 * Whose credentials are refused, for the log. Whoever sends none is no node, whatever it calls
 * itself: anybody could begin the incident of a node, which then would not be logged again.
 */
function senderOf(headers: Headers): ConstructorParameters<typeof CredentialsError>[0] {
  if (!headers.has('authorization')) return { sender: 'none' };
  const node = headers.get(nodeHeader);
  if (node === null) return { sender: 'client' };
  return { sender: 'node', nodeId: isNodeId(node) ? node : undefined };
}
