import type { SignOptions } from './sign.ts';
import type { UploadBody } from './source.ts';

/** How a client reaches its nodes. */
export interface ClientOptions {
  /**
   * The URLs of the nodes, one at least, with or without a path: `https://files.example.com/media`.
   * In a page a path is enough. A user and a password in a URL are sent instead of `secret`.
   */
  readonly nodes: string | readonly string[];
  /** A secret of the nodes. */
  readonly secret?: string;
  /** In place of the global `fetch`; with it uploads never go by XMLHttpRequest. */
  readonly fetch?: typeof fetch;
  /** How many requests a call makes at most; 5 by default, or two a node if that is more. */
  readonly attempts?: number;
  /** For how long nothing may move before a request has failed, in milliseconds; 60,000. */
  readonly timeoutMs?: number;
  /** Larger bodies are uploaded in a way that can be resumed, in bytes; 8 MiB by default. */
  readonly resumeAbove?: number;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call, which rejects with the code `aborted`. */
  readonly signal?: AbortSignal;
  /** A signed URL, or its query: with it no secret is sent. */
  readonly signed?: string;
}

/** How far an upload is. It may go back where an attempt fails. */
export interface Progress {
  readonly sentBytes: number;
  /** Not known of a stream whose size was not given. */
  readonly totalBytes: number | undefined;
}

export interface PutOptions extends CallOptions {
  readonly onProgress?: (progress: Progress) => void;
  /**
   * The SHA-1 of the body, in hex: anything else is not stored. `true` to find it out: a body that
   * can be read twice is read once before it is sent; a stream while it is, and what was stored
   * is compared at the end.
   */
  readonly sha1?: string | boolean;
  /** The media type, for a signed URL that asks for one; that of a `Blob` by default. */
  readonly type?: string;
  /** The size of a stream, or of what a function opens, in bytes. */
  readonly sizeBytes?: number;
  /** How many nodes should have the file before the call resolves. */
  readonly copies?: number;
  /** For how long to wait for those copies, in seconds; 10 by default, 30 at most. */
  readonly waitSeconds?: number;
}

/** Which bytes: `start` is the first, negative from the end; `end` is behind the last. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface GetOptions extends CallOptions {
  /** Compares the content with the SHA-1 in the name, and goes on where a download breaks off. */
  readonly verify?: boolean;
  /** Only these bytes: the response is a 206. */
  readonly range?: ByteRange;
}

/** Where a file is stored. */
export interface StoredFile {
  /** For `get`, `head`, `delete` and `url`. */
  readonly name: string;
  readonly url: string;
  /** Of the content, in lower-case hex. */
  readonly sha1: string;
  /** How many nodes have it, where `copies` were asked for. It may be fewer than those. */
  readonly copies?: number;
}

/** What a node says of a file. */
export interface FileInfo {
  readonly sizeBytes: number;
  readonly type: string;
  readonly sha1: string;
}

/** Nodes that hold the same files, as one. What goes wrong is a `CockatielError`. */
export interface Client {
  /**
   * Stores a body. The name gets the time and the SHA-1 of the content. Where a response is lost
   * the body is sent again, which may store it twice, under two names.
   */
  put(name: string, body: UploadBody, options?: PutOptions): Promise<StoredFile>;
  /** Reads a file, or rejects with `not-found`. */
  get(name: string, options?: GetOptions): Promise<Response>;
  /** What a `get` would say of the file, without it. */
  head(name: string, options?: CallOptions): Promise<FileInfo>;
  /** Deletes a file for ever, on all nodes; `false` where the node that did it had no such file. */
  delete(name: string, options?: CallOptions): Promise<boolean>;
  /** The URL of a file at the first of the nodes. */
  url(name: string): string;
  /** A signed URL at the first of the nodes, with the secret of this client or another. */
  sign(options: Omit<SignOptions, 'secret'> & { readonly secret?: string }): Promise<string>;
}
