import type { Backlog } from './backlog.ts';

/** What serves a request; it never rejects. */
export type Work = () => Promise<void>;

/** The requests of one connection that are not served yet, oldest first. */
export interface RequestQueue {
  readonly length: number;
  /**
   * Adds what serves a request, and counts the memory that the request takes meanwhile. Returns
   * `false` when that is too much, and the connection must be aborted.
   */
  push(work: Work, bytes: number): boolean;
  /** Removes the oldest one and returns it; `undefined` when the queue is empty. */
  shift(): Work | undefined;
  clear(): void;
}

/** Creates the queue of a connection, whose memory is counted in the `backlog` of all of them. */
export function createRequestQueue(backlog: Backlog): RequestQueue {
  let entries: { readonly work: Work; readonly bytes: number }[] = [];
  let totalBytes = 0;

  function subtract(bytes: number): void {
    totalBytes -= bytes;
    backlog.remove(bytes);
  }

  return {
    get length() {
      return entries.length;
    },
    push(work, bytes) {
      entries.push({ work, bytes });
      totalBytes += bytes;
      return backlog.add(bytes, totalBytes);
    },
    shift() {
      const entry = entries.shift();
      if (entry !== undefined) subtract(entry.bytes);
      return entry?.work;
    },
    clear() {
      entries = [];
      subtract(totalBytes);
    },
  };
}
