import type { IncomingMessage } from 'node:http';
import { CredentialsError } from '../../../lib/access/credentials-error.ts';
import { challenge } from '../../../lib/http/challenge.ts';
import { HttpError } from '../../../lib/http/http-error.ts';
import { hostReason, reasonHeader } from '../../../lib/http/node-headers.ts';
import { maxHeaders } from '../limits.ts';
import { type AllowsHost, isBetweenNodes } from './allowed-hosts.ts';
import { findRoute } from './find-route.ts';

/** Rejects invalid requests that Node's HTTP parser accepts. */
export interface RequestValidator {
  /**
   * Throws an `HttpError` for a request that is malformed or ambiguous, of another version of HTTP,
   * or for another host. The connection must be closed then: it is not certain where the next
   * request would begin.
   */
  validate(request: IncomingMessage): void;
  /** Whether this is the `Host` of the last valid request. */
  isLastHost(host: string): boolean;
}

/** Creates a validator that accepts requests for the allowed hosts, and from nodes for any host. */
export function createRequestValidator(allowsHost: AllowsHost): RequestValidator {
  /** Nearly all requests have the same `Host`, and checking it again for each takes time. */
  let lastHost: string | undefined;

  /** RFC 9112 §3.2: HTTP/1.1 needs exactly one `Host`, and it must be valid. */
  function checkHost(request: IncomingMessage): void {
    const { rawHeaders, headers, httpVersion } = request;
    const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/iu.test(name));
    if (hosts.length === 0 && httpVersion === '1.1') {
      throw new HttpError(400, 'The request has no Host header.');
    }
    if (hosts.length > 1) throw new HttpError(400, 'The request has more than one Host header.');
    const host = headers.host ?? '';
    if (host === lastHost) return;
    if (!isValidHost(host)) throw new HttpError(400, 'The Host header is not valid.');
    if (allowsHost(host)) lastHost = host;
    else if (!isBetweenNodes(request)) throw misdirected();
  }

  return {
    validate(request) {
      const { httpVersion, headers, rawHeaders } = request;
      if (httpVersion === '0.9') {
        throw new HttpError(400, 'The request line has no HTTP version.');
      }
      if (httpVersion !== '1.1' && httpVersion !== '1.0') {
        throw new HttpError(505, 'Only HTTP/1.0 and HTTP/1.1 are supported.');
      }
      if (rawHeaders.length / 2 > maxHeaders) {
        throw new HttpError(431, `The request has more than ${maxHeaders} headers.`);
      }
      checkHost(request);
      checkAuthorization(request);
      const coding = headers['transfer-encoding'];
      if (coding !== undefined) {
        // RFC 9112 §6.1: HTTP/1.0 does not define it, so the framing would be ambiguous.
        if (httpVersion === '1.0') throw new HttpError(400, 'HTTP/1.0 has no Transfer-Encoding.');
        checkTransferCoding(coding);
      }
      // RFC 9110 §10.1.1: an expectation in HTTP/1.0 must be ignored.
      if (httpVersion === '1.1' && !/^100-continue$/iu.test(headers.expect ?? '100-continue')) {
        throw new HttpError(417, 'The only supported expectation is "100-continue".');
      }
      const hasLength = coding !== undefined || headers['content-length'] !== undefined;
      if (!hasLength && findRoute(request)?.readsBody === true) {
        throw new HttpError(411, 'Send a Content-Length, or the body in chunks.');
      }
    },
    isLastHost: (host) => host === lastHost,
  };
}

/** RFC 9110 §15.5.20: 421 (Misdirected Request). */
function misdirected(): HttpError {
  return new HttpError(
    421,
    'This node does not serve this host; to allow it, start the node with --allowed-host.',
    // Lets a node that asked for the status tell this from a wrong path in its peer's URL.
    { [reasonHeader]: hostReason },
  );
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

function isValidHost(host: string): boolean {
  if (host === '') return true;
  return /^[\w.~!$&'()*+,;=%:[\]-]+$/u.test(host) && URL.canParse(`http://${host}/`);
}
