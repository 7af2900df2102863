import type { StoredName } from './stored-name.ts';

/** A request from one node to another. */
export interface PeerRequest {
  readonly method: 'PUT' | 'DELETE' | 'HEAD';
  readonly name: StoredName;
  /**
   * The body of a PUT. It is not sent when the peer answers by the headers alone. A PUT without one
   * is an offer: it asks whether the peer has the file.
   */
  readonly body?: PeerBody;
}

export interface PeerBody {
  readonly sizeBytes: number;
  read(): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>>;
}

/** What a peer answered: no more of it matters. */
export interface PeerAnswer {
  readonly status: number;
  /** The id of the node that answered; absent when it is not of this program. */
  readonly nodeId?: string;
  /** The hash that the answer gives the file; absent when it gives none. */
  readonly sha1?: string;
}

/**
 * The network as one peer sees it. `send` rejects when no answer comes: refused, broken off, or no
 * byte moved for the idle limit. Redirects are answers, never followed.
 */
export interface PeerLink {
  send(request: PeerRequest): Promise<PeerAnswer>;
}
