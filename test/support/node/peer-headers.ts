import { toPeerHeaders as headersOf } from '../../../lib/delivery/peer-headers.ts';
import type { PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { readResponseBody } from '../../../lib/delivery/response-body.ts';
import { readResponseHead } from '../../../lib/delivery/response-head.ts';
import {
  instanceHeader,
  nameHeader,
  nodeHeader,
  reasonHeader,
} from '../../../lib/http/node-headers.ts';

/** Who sends a request: nothing of it for the Python version, no instance for a node of 1.0.0. */
export interface SenderIds {
  readonly nodeId?: string | undefined;
  readonly instance?: string | undefined;
}

/** The headers of a request between nodes, as `runtime/` sends them. */
export function toPeerHeaders(
  request: PeerRequest,
  { nodeId = '', instance = '' }: SenderIds,
): Record<string, string> {
  const headers = headersOf(request, { version: '0.0.0', nodeId, instance });
  if (nodeId === '') delete headers[nodeHeader];
  if (instance === '') {
    delete headers[instanceHeader];
    delete headers[nameHeader];
  }
  return headers;
}

/** Reads a response as `runtime/` does: the body of a GET, and of a refusal. */
export function toPeerResponse(
  { method }: Pick<PeerRequest, 'method'>,
  { status, headers, body }: { status: number; headers: Headers; body: string },
): PeerResponse {
  const header = (name: string): string | undefined => headers.get(name) ?? undefined;
  return {
    ...readResponseHead(status, header),
    ...(method !== 'HEAD' && readResponseBody(method, status, header('Content-Type'), body)),
  };
}

/** Removes from a response the ids that nodes of another kind do not send. */
export function hideIds(headers: Headers, kind: 'legacy' | 'older' | 'node'): void {
  if (kind === 'node') return;
  for (const name of [instanceHeader, reasonHeader, 'Upload-Offset']) headers.delete(name);
  if (kind === 'legacy') headers.delete(nodeHeader);
}
