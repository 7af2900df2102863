import type { PeerBody, PeerRead, PeerRequest } from '../../../lib/delivery/peer-link.ts';

/** A request to a node, of a peer or of a client, which may use any name. */
export interface HttpRequest extends Omit<PeerRequest, 'name' | 'body'> {
  readonly name: string;
  readonly body?: HttpBody;
}

/** The bytes of a file. They may come from anything that has chunks, such as a generator. */
export interface HttpBody extends Omit<PeerBody, 'read'> {
  read(): Promise<Awaited<ReturnType<PeerBody['read']>> | AsyncIterable<Uint8Array>>;
}

/** A request to a node for what is to be read. */
export interface HttpRead extends Omit<PeerRead, 'name'> {
  readonly name: string;
  /** What follows the path, with its question mark. */
  readonly query?: string;
}
