import type { IncomingMessage } from 'node:http';

/** How much memory the queued requests of all connections may take. */
const maxBytes = 64 * 1024 * 1024;
/** What those of one connection may take even then, so that clients that pipeline little go on. */
const shareBytes = 48 * 1024;
/** What a request and its response take beside the head, measured. */
const requestBytes = 2500;
/** What a character of the head takes: Node keeps it in `rawHeaders` and in `headers`. */
const bytesPerCharacter = 2;

/** Counts the memory that the queued requests of all connections take. */
export interface Backlog {
  /**
   * Counts a request that is queued. `ownBytes` is what all queued requests of its connection take,
   * this one included. Returns `false` when that is too much, and the connection must be aborted.
   */
  add(bytes: number, ownBytes: number): boolean;
  remove(bytes: number): void;
}

/**
 * Limits the queued requests of all connections to 64 MiB and, when that is used up, those of each
 * connection to 48 KiB. A limit to the number of reads would not do: Node reads up to 64 KiB from a
 * socket at once, which may hold 2,600 pipelined requests, and emits all of them at once.
 */
export function createBacklog(): Backlog {
  let totalBytes = 0;
  return {
    add(bytes, ownBytes) {
      totalBytes += bytes;
      return totalBytes <= maxBytes || ownBytes <= shareBytes;
    },
    remove(bytes) {
      totalBytes -= bytes;
    },
  };
}

/** Estimates how much memory a request takes while it is queued. */
export function estimateRequestBytes({ url = '', rawHeaders }: IncomingMessage): number {
  let characters = url.length;
  for (const text of rawHeaders) characters += text.length;
  return requestBytes + characters * bytesPerCharacter;
}
