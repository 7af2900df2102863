import type { IncomingMessage } from 'node:http';
import { HttpError } from '../lib/http-error.ts';

/** Node drops headers beyond a thousand or so without a word: far fewer are enough for any client. */
const maxHeaders = 100;

/**
 * Refuses what Node's HTTP parser lets through although it is malformed, ambiguous or no HTTP/1.1 at all.
 * All of these end the connection, since nobody knows where the next request would begin.
 */
export function guardRequest(request: IncomingMessage): void {
  const { httpVersion, headers, rawHeaders } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    throw new HttpError(505, 'Speak HTTP/1.1.');
  }
  if (rawHeaders.length / 2 > maxHeaders) {
    throw new HttpError(431, `The request has more than ${maxHeaders} headers.`);
  }
  guardHost(request);
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) {
    // RFC 9112 §6.1: a client that speaks HTTP/1.0 can't mean it.
    if (httpVersion === '1.0') throw new HttpError(400, 'HTTP/1.0 has no Transfer-Encoding.');
    if (coding.toLowerCase() !== 'chunked') {
      throw new HttpError(501, 'The only Transfer-Encoding understood is "chunked".');
    }
  }
  if (request.method === 'PUT' && coding === undefined && headers['content-length'] === undefined) {
    throw new HttpError(411, 'Send a Content-Length, or the body in chunks.');
  }
}

/** RFC 9112 §3.2: more than one Host, or one that is no host, is answered with 400. */
function guardHost({ rawHeaders, headers }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/iu.test(name));
  if (hosts.length > 1) throw new HttpError(400, 'The request has more than one Host header.');
  const host = headers.host ?? '';
  if (
    host !== '' &&
    !(/^[\w.~!$&'()*+,;=%:[\]-]+$/u.test(host) && URL.canParse(`http://${host}/`))
  ) {
    throw new HttpError(400, 'The Host header is not a host.');
  }
}
