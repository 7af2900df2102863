import { type SenderIdentity, toPeerHeaders } from '../../../lib/delivery/peer-headers.ts';
import type {
  PassedRequest,
  PassedResponse,
  PeerDownload,
  PeerLink,
  PeerRead,
} from '../../../lib/delivery/peer-link.ts';
import { createHttpLink, type HttpLinkOptions } from './http-link.ts';

export interface HttpPeerLinkOptions extends SenderIdentity, Omit<HttpLinkOptions, 'headersOf'> {}

/** A link to a peer over HTTP; it keeps connections open between requests. */
export interface HttpPeerLink extends PeerLink {
  read(request: PeerRead): Promise<PeerDownload>;
  pass(request: PassedRequest): Promise<PassedResponse>;
  /** Aborts all requests in flight, and rejects further ones. */
  close(): void;
}

/** Creates a link to a peer, to which every request says which node it comes from. */
export function createHttpPeerLink(options: HttpPeerLinkOptions): HttpPeerLink {
  return createHttpLink({ ...options, headersOf: (request) => toPeerHeaders(request, options) });
}
