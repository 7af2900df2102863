import type { ContentRange } from '../http/content-range.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { ShownIdentity } from './peer-identity.ts';
import type { statusName } from './status-report.ts';

/** A request from one node to another. */
export interface PeerRequest {
  /** GET is only for the status. */
  readonly method: 'PUT' | 'DELETE' | 'HEAD' | 'GET';
  readonly name: StoredName | typeof statusName;
  /**
   * The body of a PUT. It is not sent when the peer answers by the headers alone. A PUT without one
   * is an offer: it asks whether the peer has the file.
   */
  readonly body?: PeerBody;
}

export interface PeerBody {
  /** How many bytes are sent. */
  readonly sizeBytes: number;
  /** Which part of the file they are; absent where they are all of it, and not to be resumed. */
  readonly range?: ContentRange;
  read(): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>>;
}

/** What a peer answered: no more of it matters. */
export interface PeerResponse extends ShownIdentity {
  readonly status: number;
  /** The hash that the answer gives the file; absent when it gives none. */
  readonly sha1?: string;
  /** Where it says the file is, as text. */
  readonly location?: string;
  /** Why a node refuses, in a word; absent when it gives no reason. */
  readonly reason?: string;
  /** Whether the body is what a node's `/_status` says; only for a GET of it. */
  readonly isStatus?: boolean;
  /** How many bytes of the file are there already; absent when the peer can't resume. */
  readonly offset?: number;
}

/**
 * The network as one peer sees it. `send` rejects when no answer comes: refused, broken off, or no
 * byte moved for the idle limit. Redirects are answers, never followed.
 */
export interface PeerLink {
  send(request: PeerRequest): Promise<PeerResponse>;
}
