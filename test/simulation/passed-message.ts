import { ReadableStream } from 'node:stream/web';
import type { PassedRequest, PassedResponse, PeerBody } from '../../lib/delivery/peer-link.ts';
import { instanceHeader, nodeHeader } from '../../lib/http/node-headers.ts';
import type { SenderIds } from '../support/node/peer-headers.ts';
import type { Message, Reply } from './message.ts';

/** What a node sends that passes on a request of a client, apart from who sends it to whom. */
export function toPassedMessage(
  { method, name, headers, body, signal }: PassedRequest,
  { nodeId = '', instance = '' }: SenderIds,
): Pick<Message, 'method' | 'name' | 'headers' | 'body' | 'isFragile' | 'signal'> {
  const sizeBytes = Number(headers['Content-Length'] ?? 0);
  const read: PeerBody['read'] = async () =>
    ReadableStream.from(body as AsyncIterable<Uint8Array>) as Awaited<ReturnType<PeerBody['read']>>;
  return {
    method,
    name,
    headers: { ...headers, [nodeHeader]: nodeId, [instanceHeader]: instance },
    ...(body !== undefined && { body: { sizeBytes, read } }),
    isFragile: headers['Upload-Checksum'] !== undefined,
    signal,
  };
}

/** What it gets. Of a body that breaks off there is no response. */
export function toPassedResponse({ status, headers, body }: Reply): PassedResponse {
  if (body === undefined) throw new Error('the response broke off');
  return {
    status,
    header: (name) => headers.get(name) ?? undefined,
    text: new TextDecoder().decode(body),
  };
}
