import { formatContentRange } from '../http/content-range.ts';
import { instanceHeader, nameHeader, nodeHeader, offerHeader } from '../http/node-headers.ts';
import { formatLocation } from '../names/url-path.ts';
import type { PeerBody, PeerRead } from './peer-link.ts';

/** What a node tells of itself in every request to a peer. */
export interface SenderIdentity {
  readonly version: string;
  readonly nodeId: string;
  /** Identifies this process; the peer records it as the origin of an operation. */
  readonly instance: string;
}

/** What the headers of a request depend on. */
export interface SentRequest extends Pick<PeerRead, 'range'> {
  readonly method: string;
  readonly name: string;
  readonly body?: Pick<PeerBody, 'sizeBytes' | 'range'>;
}

/** The headers of a request between nodes, whatever it is sent by (docs/protocol.md). */
export function toPeerHeaders(
  { method, name, body, range }: SentRequest,
  { version, nodeId, instance }: SenderIdentity,
): Record<string, string> {
  return {
    'User-Agent': `cockatiel/${version}`,
    [nodeHeader]: nodeId,
    [instanceHeader]: instance,
    [nameHeader]: formatLocation('', name).slice(1),
    ...(method === 'PUT' && body === undefined && { 'Content-Length': '0', [offerHeader]: '1' }),
    ...(body !== undefined && { 'Content-Length': String(body.sizeBytes) }),
    ...(range !== undefined && { Range: `bytes=${range.first}-${range.last}` }),
    ...(body?.range !== undefined && { 'Content-Range': formatContentRange(body.range) }),
  };
}
