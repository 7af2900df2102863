import type { IncomingMessage } from 'node:http';
import { HttpError } from '../../../lib/http/http-error.ts';
import { hostReason, reasonHeader } from '../../../lib/http/node-headers.ts';
import { maxHeaders } from '../limits.ts';
import { type AllowsHost, isBetweenNodes } from './allowed-hosts.ts';

/** Refuses what Node's HTTP parser lets through. */
export interface RequestGuard {
  /**
   * Throws for a request that is malformed, ambiguous or no HTTP/1.1 at all. All of these end the
   * connection, since nobody knows where the next request would begin.
   */
  check(request: IncomingMessage): void;
  /** Tells at once whether this is the `Host` of the last request that was let through. */
  isLastHost(host: string): boolean;
}

/** A guard that lets requests through for the hosts allowed only; nodes may name any. */
export function createRequestGuard(allowsHost: AllowsHost): RequestGuard {
  /** An allowed one: nearly all requests name it, and reading a URL for each takes time. */
  let lastHost: string | undefined;

  /**
   * RFC 9112 §3.2: no Host in HTTP/1.1, more than one, or one that is no host, is answered with
   * 400.
   */
  function checkHost(request: IncomingMessage): void {
    const { rawHeaders, headers, httpVersion } = request;
    const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/iu.test(name));
    if (hosts.length === 0 && httpVersion === '1.1') {
      throw new HttpError(400, 'The request has no Host header.');
    }
    if (hosts.length > 1) throw new HttpError(400, 'The request has more than one Host header.');
    const host = headers.host ?? '';
    if (host === lastHost) return;
    if (!isHost(host)) throw new HttpError(400, 'The Host header is not a host.');
    if (allowsHost(host)) lastHost = host;
    else if (!isBetweenNodes(request)) throw misdirected();
  }

  return {
    check(request) {
      const { httpVersion, headers, rawHeaders } = request;
      if (httpVersion === '0.9') {
        throw new HttpError(400, 'The request line names no HTTP version.');
      }
      if (httpVersion !== '1.1' && httpVersion !== '1.0') {
        throw new HttpError(505, 'Speak HTTP/1.1.');
      }
      if (rawHeaders.length / 2 > maxHeaders) {
        throw new HttpError(431, `The request has more than ${maxHeaders} headers.`);
      }
      checkHost(request);
      checkCredentials(request);
      const coding = headers['transfer-encoding'];
      if (coding !== undefined) {
        // RFC 9112 §6.1: a client that speaks HTTP/1.0 can't mean it.
        if (httpVersion === '1.0') throw new HttpError(400, 'HTTP/1.0 has no Transfer-Encoding.');
        checkCoding(coding);
      }
      // RFC 9110 §10.1.1: an expectation in HTTP/1.0 is to be ignored.
      if (httpVersion === '1.1' && !/^100-continue$/iu.test(headers.expect ?? '100-continue')) {
        throw new HttpError(417, 'The only expectation understood is "100-continue".');
      }
      const hasLength = coding !== undefined || headers['content-length'] !== undefined;
      if (request.method === 'PUT' && !hasLength) {
        throw new HttpError(411, 'Send a Content-Length, or the body in chunks.');
      }
    },
    isLastHost: (host) => host === lastHost,
  };
}

/** RFC 9110 §15.5.20. */
function misdirected(): HttpError {
  return new HttpError(
    421,
    'This node does not serve that host; if it should, start it with --allowed-host and its name.',
    // Nodes ask for a status by GET, and must not take this for a wrong path.
    { [reasonHeader]: hostReason },
  );
}

/** Node would take the first of several, and a proxy in front of it may have looked at the last. */
function checkCredentials({ rawHeaders }: IncomingMessage): void {
  const isCredential = (name: string, index: number): boolean =>
    index % 2 === 0 && /^authorization$/iu.test(name);
  if (rawHeaders.filter(isCredential).length <= 1) return;
  const headers = { 'WWW-Authenticate': 'Bearer realm="cockatiel"' };
  throw new HttpError(401, 'The request has more than one Authorization header.', headers);
}

/**
 * RFC 9112 §6.1, §6.3: a coding we don't know is a 501, and one that hides where the body ends a
 * 400.
 */
function checkCoding(coding: string): void {
  const areChunked = coding.split(',').map((one) => /^[\t ]*chunked[\t ]*$/iu.test(one));
  if (areChunked.indexOf(true) !== areChunked.length - 1) {
    throw new HttpError(400, 'The Transfer-Encoding does not end with one "chunked".');
  }
  if (areChunked.length > 1) {
    throw new HttpError(501, 'The only Transfer-Encoding understood is "chunked".');
  }
}

function isHost(host: string): boolean {
  if (host === '') return true;
  return /^[\w.~!$&'()*+,;=%:[\]-]+$/u.test(host) && URL.canParse(`http://${host}/`);
}
