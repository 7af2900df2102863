import type { RequestContext } from '../../lib/context.ts';
import type { PassedResponse } from '../../lib/delivery/peer-link.ts';
import { challenge } from '../../lib/http/challenge.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { nodeHeader } from '../../lib/http/node-headers.ts';
import { offsetHeader } from '../../lib/http/upload-offset.ts';
import { lengthHeader, metadataHeader, resumableHeader } from './tus-headers.ts';

/** What the request of a client says that the other node has to know. */
const requestHeaders = [
  ...[resumableHeader, offsetHeader, lengthHeader, 'Upload-Checksum', 'X-HTTP-Method-Override'],
  ...['Content-Type', 'Content-Length', 'Accept'],
];
/** What the client has to know of the response. */
const responseHeaders = [
  ...[offsetHeader, lengthHeader, 'Upload-Defer-Length', metadataHeader, 'Upload-Expires'],
  ...['Content-Location', 'Content-Type', 'Cache-Control', 'Retry-After'],
];

/**
 * Has a request for an upload that is not here served by the node that has it, whose id the upload
 * begins with. A request of a node is never passed on, so none goes round in circles. This node has
 * found that the client may write; to the other one it is a request of a peer, which may, too. What
 * the client may by a signed URL only goes with its query, by which the other node limits the peer.
 */
export async function passOn(request: Request, ctx: RequestContext, id: string): Promise<Response> {
  const { headers, method, body, signal } = request;
  const nodeId = /^([0-9a-f]{16})-[0-9a-f]{32}$/u.exec(id)?.[1];
  const isOwn = nodeId === undefined || nodeId === ctx.config.nodeId;
  if (isOwn || ctx.caller.isPeer || headers.has(nodeHeader)) throw noUpload();
  const way = ctx.peers.wayTo(nodeId);
  if (way === undefined) throw noUpload();
  if (way === 'down') throw unreachable();
  const passed = {
    method,
    name: ctx.name,
    query: ctx.signedFor?.signed?.query,
    headers: pick(requestHeaders, (name) => headers.get(name)),
    body: body === null ? undefined : ctx.turn.receive(body),
    signal,
  };
  const response = await way(passed).catch((error: unknown) => {
    if (error instanceof HttpError) throw error;
    throw unreachable();
  });
  return toResponse(response);
}

/** A 401 is for the node itself, or for a signature: in neither case a password would help. */
function toResponse({ status, header, text }: PassedResponse): Response {
  const headers = {
    ...pick(responseHeaders, header),
    ...(status === 401 && challenge('bearer')),
  };
  return new Response(text === '' ? null : text, { status, headers });
}

function pick(
  names: readonly string[],
  read: (name: string) => string | null | undefined,
): Record<string, string> {
  const found = names.flatMap((name) => {
    const value = read(name) ?? undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

function noUpload(): HttpError {
  return new HttpError(404, 'There is no such upload; begin a new one.');
}

function unreachable(): HttpError {
  const message = 'The node that has this upload does not respond at present; retry later.';
  return new HttpError(503, message, { 'Retry-After': '5' });
}
