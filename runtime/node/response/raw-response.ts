import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { fileMethods } from '../../../handlers/refusals.ts';
import { lingeringClose } from '../connection/lingering-close.ts';
import { version } from '../version.ts';

/** An answer without a request that Node could make sense of. */
export interface RawResponse {
  readonly status: number;
  readonly message: string;
  /** More header lines, without their line ends. */
  readonly headerLines?: readonly string[];
}

/** Answers on a socket whose request Node's parser gave up on, then closes it. */
export function sendRawResponse(socket: Duplex, answer: RawResponse): Promise<void> {
  const { status, message, headerLines = [] } = answer;
  const body = `${message}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Server: cockatiel/${version}`,
    'X-Content-Type-Options: nosniff',
    'Cross-Origin-Resource-Policy: same-origin',
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...headerLines,
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return lingeringClose(socket);
}

/** The answer to CONNECT, which Node hands over as a bare socket: this is no proxy. */
export const connectRefusal: RawResponse = {
  status: 405,
  message: `Use one of ${fileMethods}.`,
  headerLines: [`Allow: ${fileMethods}`],
};

/** The answer to a request that Node's parser refused. */
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
