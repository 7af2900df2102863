import { createHash } from 'node:crypto';
import type { RawBytes } from './raw-request.ts';

/** A hostile or odd request, and the exact response that it must get. */
export interface HostileRow {
  /** The row of docs/hostile-requests.md it stands for; a neighbour is one of our own. */
  readonly row: number | 'neighbour';
  readonly name: string;
  /** What is sent, in one chunk or in several. */
  readonly bytes: string | readonly RawBytes[];
  /**
   * The status of every response, interim ones included; empty if the connection is closed without
   * one.
   */
  readonly statuses: readonly number[];
  readonly connection: 'closed' | 'kept';
  /** What the headers of the last response must be; `null` for one that must be absent. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  /** The whole body of the last response. */
  readonly body?: string;
  /** How many files the request stores; if absent, storage and journal must not change. */
  readonly stores?: number;
  /** How the client ends the connection: it closes its side only, or it sends a reset. */
  readonly ending?: 'half-close' | 'reset';
}

/** The content of the stored file that all rows may use. */
export const storedText = 'A file that was there before.\n';
export const storedSha1 = sha1(storedText);
/** The name of that file: `N` in docs/hostile-requests.md. */
export const storedName = `n_1700000000_${storedSha1}.txt`;

/** A request as a well-behaved HTTP/1.1 client sends it, except for the arguments. */
export function http(line: string, headers: readonly string[] = [], body = ''): string {
  return `${[`${line} HTTP/1.1`, 'Host: node', ...headers].join('\r\n')}\r\n\r\n${body}`;
}

/** A PUT with a chunked body, given as it is sent over the wire. */
export function chunkedPut(target: string, wire: string, headers: readonly string[] = []): string {
  return http(`PUT ${target}`, ['Transfer-Encoding: chunked', ...headers], wire);
}

/** A PUT of a few bytes with a Content-Length. */
export function put(target: string, body: string, headers: readonly string[] = []): string {
  return http(`PUT ${target}`, [`Content-Length: ${body.length}`, ...headers], body);
}

/** The lower-case hex SHA-1 of a text with one byte for each character. */
export function sha1(text: string): string {
  return createHash('sha1').update(text, 'latin1').digest('hex');
}
