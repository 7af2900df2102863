import type { IncomingMessage } from 'node:http';

/** What requests that wait for their turn may take in memory, over all connections. */
const maxBytes = 64 * 1024 * 1024;
/** What a connection may keep waiting even when that is used up: clients that hold few go on. */
const shareBytes = 48 * 1024;
/** What a request and its response take beside the head, measured. */
const requestBytes = 2500;
/** What a character of the head takes: it stands in the list of headers and in their table. */
const bytesPerCharacter = 2;

/** The memory that pipelined requests take which wait for their turn, on all connections. */
export interface Backlog {
  /**
   * Counts a request of a connection whose waiting requests take `ownBytes`, this one included;
   * `false` when that is too much, and the connection has to go.
   */
  add(bytes: number, ownBytes: number): boolean;
  remove(bytes: number): void;
}

/**
 * Bounds what waits at 64 MiB, and beyond that at 48 KiB a connection. One read from a socket, of
 * 64 KiB, may hold 2,600 requests, and Node hands over all of them at once.
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

/** What a request takes in memory while it waits, in bytes, roughly. */
export function memoryOfRequest({ url = '', rawHeaders }: IncomingMessage): number {
  let characters = url.length;
  for (const text of rawHeaders) characters += text.length;
  return requestBytes + characters * bytesPerCharacter;
}
