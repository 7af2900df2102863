import type { ByteRange } from '../http/byte-range.ts';
import type { ContentRange } from '../http/content-range.ts';
import type { ComparisonName } from '../inventory/comparison.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { ShownIdentity } from './peer-identity.ts';
import type { batchName, probeName, statusName } from './status-report.ts';

/** A request from one node to another. */
export interface PeerRequest {
  /** GET is only for the status, POST for comparisons. */
  readonly method: 'PUT' | 'DELETE' | 'HEAD' | 'GET' | 'POST';
  readonly name:
    | StoredName
    | typeof statusName
    | typeof probeName
    | typeof batchName
    | ComparisonName;
  /**
   * The body of a PUT or POST. It is not sent when the peer responds to the headers alone. A PUT
   * without one is an offer: it asks whether the peer has the file.
   */
  readonly body?: PeerBody;
  /** Which process this node has the file of a PUT from: it may be sending it there, too. */
  readonly from?: string;
  /** How long the first byte of the response may take; as long as the link allows if absent. */
  readonly responseTimeoutMs?: number;
  /**
   * Gets each line of the body of a 200 as it comes, without its end, and the head. What it throws
   * rejects the request. Only a link that passes lines calls it.
   */
  readonly onLine?: (line: string, head: PeerResponse) => void;
}

/** The bytes of a file, or of the end of it. */
export interface PeerBody {
  /** How many bytes are sent. */
  readonly sizeBytes: number;
  /** Which part of the file they are; absent for the whole, sent in a way that can't be resumed. */
  readonly range?: ContentRange;
  read(): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>>;
}

/** The parts of a peer's response that matter. */
export interface PeerResponse extends ShownIdentity {
  readonly status: number;
  /** The SHA-1 of the file, in hex; absent when the response has none. */
  readonly sha1?: string;
  /** The `Location` header, as text. */
  readonly location?: string;
  /** Why a node refuses, as one word; absent when it gives no reason. */
  readonly reason?: string;
  /** What a refusal says in plain text, as one line. */
  readonly text?: string;
  /** The `Date` header, in Unix seconds. */
  readonly dateSeconds?: number;
  /** The body of a 200 to a GET or POST. */
  readonly content?: string;
  /** Whether the body looks like a node's `/_status`; only for a GET of it. */
  readonly isStatus?: boolean;
  /** How many bytes of the file are there already; absent when the peer can't resume. */
  readonly offset?: number;
}

/** A request for a file that this node does not have. */
export interface PeerRead {
  readonly method: 'GET' | 'HEAD';
  readonly name: StoredName;
  /** The part of the file that is wanted; the whole if absent. */
  readonly range?: ByteRange | undefined;
  /** Aborts the request, as long as the head of its response is not here. */
  readonly signal: AbortSignal;
}

/** The head of the response to it, and its body, which is read or cancelled. */
export interface PeerDownload extends ShownIdentity {
  readonly status: number;
  /** The SHA-1 of the file, in hex; absent when the response has none. */
  readonly sha1?: string;
  /** How many bytes the body has, or would have; absent when the peer does not say. */
  readonly sizeBytes?: number;
  /** The `Content-Range` header, as text. */
  readonly contentRange?: string;
  /** Whether the peer says that the file is a text in UTF-8. */
  readonly isUtf8: boolean;
  /** Fails when the peer breaks off, or sends nothing for a while. */
  readonly body: AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Ends the request; may be called at any time. */
  cancel(): void;
}

/** A request of a client that another node is to serve. */
export interface PassedRequest {
  readonly method: string;
  /** As it is in the path of a URL, decoded. */
  readonly name: string;
  /** With its question mark; absent for none. */
  readonly query?: string | undefined;
  /** Beside those that every request to a peer has. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it comes; absent for none. */
  readonly body?: AsyncIterable<Uint8Array> | undefined;
  /** Aborts the request once the client has gone. */
  readonly signal: AbortSignal;
}

/** The response to it. */
export interface PassedResponse {
  readonly status: number;
  header(name: string): string | undefined;
  /** Its body, which is short; only the beginning of a longer one. */
  readonly text: string;
}

/**
 * The way to one peer. `send` rejects when no response comes: refused, broken off, or no byte moved
 * for the idle timeout. Redirects are responses, never followed.
 */
export interface PeerLink {
  send(request: PeerRequest): Promise<PeerResponse>;
  /** Whether `onLine` of a request is called, so that the peer can be sent batches. */
  readonly passesLines?: boolean;
  /** Reads a file of the peer's; rejects as `send` does. Without it nothing is read from there. */
  read?(request: PeerRead): Promise<PeerDownload>;
  /** Has a request of a client served there; rejects as `send` does. Absent where that can't be. */
  pass?(request: PassedRequest): Promise<PassedResponse>;
  /**
   * Whether others change what the peer holds without its knowing, as they do with a bucket: it may
   * have a file although both were found equal since. By default nobody does.
   */
  readonly isShared?: boolean | undefined;
}
