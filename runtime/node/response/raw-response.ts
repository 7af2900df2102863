import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { router } from '../../../handlers/router.ts';
import { lingeringClose } from '../connection/lingering-close.ts';
import { version } from '../version.ts';
import { currentDate } from './current-date.ts';

/** An error response that is written to the socket itself, because Node made no request object. */
export interface RawResponse {
  readonly status: number;
  readonly message: string;
  /** Further header lines, without CRLF. */
  readonly headerLines?: readonly string[];
}

/** Sends a response on a socket that Node's parser has given up on, and closes it. */
export function sendRawResponse(socket: Duplex, response: RawResponse): Promise<void> {
  const { status, message, headerLines = [] } = response;
  const body = `${message}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Server: cockatiel/${version}`,
    'X-Content-Type-Options: nosniff',
    'Cross-Origin-Resource-Policy: same-origin',
    `Date: ${currentDate()}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...headerLines,
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return lingeringClose(socket);
}

const fileMethods = router.allowedMethods('/');

/** The response to CONNECT, for which Node passes on the bare socket; this server is no proxy. */
export const connectRefusal: RawResponse = {
  status: 405,
  message: `Use one of ${fileMethods}.`,
  headerLines: [`Allow: ${fileMethods}`],
};

/** The response to a request that Node's parser rejected with this error code. */
export function parserRefusal(code: string | undefined): RawResponse {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, message: 'The request did not arrive in time.' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, message: 'The request headers are too large.' };
    default:
      return { status: 400, message: 'The request is not valid HTTP/1.1.' };
  }
}
