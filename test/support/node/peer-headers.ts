import type { PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { responseText } from '../../../lib/delivery/response-text.ts';
import { isStatusReport } from '../../../lib/delivery/status-report.ts';
import { formatContentRange } from '../../../lib/http/content-range.ts';
import { parseHttpDate } from '../../../lib/http/http-date.ts';
import {
  instanceHeader,
  nameHeader,
  nodeHeader,
  offerHeader,
  reasonHeader,
} from '../../../lib/http/node-headers.ts';
import { parseOffset } from '../../../lib/http/upload-offset.ts';
import { formatLocation } from '../../../lib/names/url-path.ts';

/** Who sends a request: nothing of it for the Python version, no instance for a node of 1.0.0. */
export interface SenderIds {
  readonly nodeId?: string | undefined;
  readonly instance?: string | undefined;
}

/** The headers of a request between nodes, as `runtime/` sends them. */
export function toPeerHeaders(
  { method, name, body }: PeerRequest,
  { nodeId, instance }: SenderIds,
): Record<string, string> {
  const isOffer = method === 'PUT' && body === undefined;
  return {
    'User-Agent': 'cockatiel/0.0.0',
    ...(nodeId !== undefined && { [nodeHeader]: nodeId }),
    ...(instance !== undefined && {
      [instanceHeader]: instance,
      [nameHeader]: formatLocation('', name).slice(1),
    }),
    ...(isOffer && { 'Content-Length': '0', [offerHeader]: '1' }),
    ...(body !== undefined && { 'Content-Length': String(body.sizeBytes) }),
    ...(body?.range !== undefined && { 'Content-Range': formatContentRange(body.range) }),
  };
}

/** Reads a response as `runtime/` does: the body of a GET, and of a refusal. */
export function toPeerResponse(
  { method }: Pick<PeerRequest, 'method'>,
  { status, headers, body }: { status: number; headers: Headers; body: string },
): PeerResponse {
  const value = (name: string): string | undefined => headers.get(name) ?? undefined;
  const [nodeId, instance] = [value(nodeHeader), value(instanceHeader)];
  const [reason, sha1] = [value(reasonHeader), value('X-Content-SHA1')];
  const [location, date] = [value('Location'), value('Date')];
  const dateSeconds = date === undefined ? undefined : parseHttpDate(date);
  const text = status >= 400 ? responseText(value('Content-Type'), body) : undefined;
  return {
    status,
    ...(dateSeconds !== undefined && { dateSeconds }),
    ...(nodeId !== undefined && { nodeId }),
    ...(instance !== undefined && { instance }),
    ...(reason !== undefined && { reason }),
    ...(sha1 !== undefined && { sha1 }),
    ...parseOffset(headers.get('Upload-Offset')),
    ...(location !== undefined && { location }),
    ...(method === 'GET' && { isStatus: isStatusReport(body) }),
    ...(method === 'POST' && status === 200 && { content: body }),
    ...(method !== 'GET' && text !== undefined && { text }),
  };
}

/** Removes from a response the ids that nodes of another kind do not send. */
export function hideIds(headers: Headers, kind: 'legacy' | 'older' | 'node'): void {
  if (kind === 'node') return;
  for (const name of [instanceHeader, reasonHeader, 'Upload-Offset']) headers.delete(name);
  if (kind === 'legacy') headers.delete(nodeHeader);
}
