import type { IncomingMessage } from 'node:http';
import { CredentialsError } from '../../../lib/access/credentials-error.ts';
import type { Context } from '../../../lib/context.ts';
import { challenge } from '../../../lib/http/challenge.ts';
import { HttpError } from '../../../lib/http/http-error.ts';
import { maxHeaders } from '../limits.ts';
import { findRoute } from './find-route.ts';
import { headersOf } from './headers-of.ts';

/**
 * Rejects what Node's HTTP parser accepts: a message that is malformed or ambiguous, or of another
 * version of HTTP, of which a Fetch request would show nothing, and one that names another host or
 * expects too much. Throws an `HttpError`. The connection must be closed then: it is not certain
 * where the next request would begin.
 */
export function validateMessage(
  request: IncomingMessage,
  ctx: Pick<Context, 'config' | 'admission'>,
): void {
  const { httpVersion, headers, rawHeaders } = request;
  if (httpVersion === '0.9') throw new HttpError(400, 'The request line has no HTTP version.');
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    throw new HttpError(505, 'Only HTTP/1.0 and HTTP/1.1 are supported.');
  }
  if (rawHeaders.length / 2 > maxHeaders) {
    throw new HttpError(431, `The request has more than ${maxHeaders} headers.`);
  }
  checkHosts(request);
  checkAuthorization(request);
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) {
    // RFC 9112 §6.1: HTTP/1.0 does not define it, so the framing would be ambiguous.
    if (httpVersion === '1.0') throw new HttpError(400, 'HTTP/1.0 has no Transfer-Encoding.');
    checkTransferCoding(coding);
  }
  // RFC 9110 §10.1.1: an expectation in HTTP/1.0 must be ignored.
  if (httpVersion === '1.0') delete headers.expect;
  const fields = { method: request.method ?? '', headers: headersOf(request) };
  ctx.admission.check(headers.host ?? '', fields);
  const hasLength = coding !== undefined || headers['content-length'] !== undefined;
  if (!hasLength && needsBody(request, ctx)) {
    throw new HttpError(411, 'Send a Content-Length, or the body in chunks.');
  }
}

function needsBody(request: IncomingMessage, ctx: Pick<Context, 'config'>): boolean {
  const route = findRoute(request, ctx);
  return route?.readsBody === true && route.isBodyOptional !== true;
}

/** RFC 9112 §3.2: HTTP/1.1 needs exactly one `Host`. */
function checkHosts({ rawHeaders, httpVersion }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/iu.test(name));
  if (hosts.length === 0 && httpVersion === '1.1') {
    throw new HttpError(400, 'The request has no Host header.');
  }
  if (hosts.length > 1) throw new HttpError(400, 'The request has more than one Host header.');
}

/**
 * Rejects a request with several `Authorization` headers: Node would use the first, and a proxy in
 * front of it may have checked the last.
 */
function checkAuthorization({ rawHeaders }: IncomingMessage): void {
  const isAuthorization = (name: string, index: number): boolean =>
    index % 2 === 0 && /^authorization$/iu.test(name);
  if (rawHeaders.filter(isAuthorization).length <= 1) return;
  const message = 'The request has more than one Authorization header.';
  throw new CredentialsError({ sender: 'client' }, 401, message, challenge('bearer'));
}

/**
 * RFC 9112 §6.1, §6.3: an unknown transfer coding is a 501; if `chunked` is not the last one, the
 * end of the body is unknown, which is a 400.
 */
function checkTransferCoding(coding: string): void {
  const areChunked = coding.split(',').map((one) => /^[\t ]*chunked[\t ]*$/iu.test(one));
  if (areChunked.indexOf(true) !== areChunked.length - 1) {
    throw new HttpError(400, 'The Transfer-Encoding does not end with a single "chunked".');
  }
  if (areChunked.length > 1) {
    throw new HttpError(501, 'The only supported Transfer-Encoding is "chunked".');
  }
}
