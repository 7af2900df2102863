import {
  type HostileRow,
  http,
  put,
  sha1,
  storedName,
  storedText,
} from '../support/http/hostile-row.ts';

const body = 'hi';
const getN = `GET /${storedName}`;

/**
 * docs/hostile-requests.md section B, the rows about invalid headers, and about those without a
 * meaning here.
 */
export const headerRows: readonly HostileRow[] = [
  { row: 41, name: 'no Host', ...bad(`${getN} HTTP/1.1\r\n\r\n`) },
  { row: 42, name: 'two Hosts', ...bad(http(getN, ['Host: other'])) },
  { row: 'neighbour', name: 'the same Host twice', ...bad(http(getN, ['Host: node'])) },
  { row: 'neighbour', name: 'two Hosts, one of them empty', ...bad(http(getN, ['hOST:'])) },
  { row: 'neighbour', name: 'an upload with two Hosts', ...bad(put('/a', body, ['Host: other'])) },
  ...['a b', 'a/b', 'user@node', 'a,b:c', 'node:99999', '[::1', 'a\\b', '<a>', 'é'].map(
    (host): HostileRow => ({ row: 'neighbour', name: `Host: ${host}`, ...bad(withHost(host)) }),
  ),
  ...['', '127.0.0.1:80', '[::1]:8080', 'xn--bcher-kva.example', 'node.'].map(
    (host): HostileRow => ({ row: 'neighbour', name: `Host: ${host}`, ...good(withHost(host)) }),
  ),
  { row: 44, name: 'a header without a colon', ...bad(http(getN, ['X-A'])) },
  { row: 44, name: 'a header without a name', ...bad(http(getN, [': a'])) },
  { row: 44, name: 'a header name with a parenthesis', ...bad(http(getN, ['X(: a'])) },
  { row: 'neighbour', name: 'a header name that is not ASCII', ...bad(http(getN, ['X-é: a'])) },
  { row: 45, name: 'NUL in a value', ...bad(http(getN, ['X-A: a\0b'])) },
  { row: 'neighbour', name: 'NUL in a name', ...bad(http(getN, ['X-\0: a'])) },
  { row: 'neighbour', name: 'ESC in a value', ...bad(http(getN, ['X-A: a\x1bb'])) },
  { row: 'neighbour', name: 'DEL in a value', ...bad(http(getN, ['X-A: a\x7fb'])) },
  { row: 46, name: '0xFF in a value that says nothing to us', ...good(http(getN, ['X-A: \xff'])) },
  { row: 46, name: '0xFF in X-Content-SHA1', ...refused(['X-Content-SHA1: \xff']) },
  { row: 46, name: '0xFF in If-None-Match', ...good(http(getN, ['If-None-Match: "\xff"'])) },
  { row: 46, name: '0xFF in Range', ...good(http(getN, ['Range: bytes=0-\xff'])) },
  { row: 46, name: '0xFF in User-Agent', ...stored('/ua-ff', ['User-Agent: \xff']) },
  {
    row: 48,
    name: '2500 tiny headers',
    ...bad(http(getN, [...many(2500, 'a:'), 'Authorization: x'])),
    statuses: [431],
  },
  { row: 'neighbour', name: '101 headers', ...bad(http(getN, many(100, 'a:'))), statuses: [431] },
  { row: 'neighbour', name: '100 headers', ...good(http(getN, many(99, 'a:'))) },
  {
    row: 'neighbour',
    name: 'an upload with 1500 headers, its length last',
    ...bad(http('PUT /a', [...many(1500, 'a:'), 'Content-Length: 2'], body)),
    statuses: [431],
  },
  {
    row: 'neighbour',
    name: 'one header of 20 kB',
    ...bad(http(getN, [`X-A: ${'x'.repeat(20_000)}`])),
    statuses: [431],
  },
  {
    row: 'neighbour',
    name: 'a header of 200 kB that is never ended',
    ...bad(`${getN} HTTP/1.1\r\nHost: node\r\nX-A: ${'x'.repeat(200_000)}`),
    statuses: [431],
  },
  {
    row: 49,
    name: 'headers named like parts of every object',
    ...good(http(getN, ['__proto__: a', 'constructor: b', 'toString: c', 'hasOwnProperty: d'])),
  },
  {
    row: 49,
    name: 'an upload with such headers',
    ...stored('/prototype', ['__proto__: x-content-sha1', 'constructor: b', 'valueOf: c']),
  },
  {
    row: 50,
    name: 'Connection: close, host',
    ...good(http(getN, ['Connection: close, host'])),
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'Connection: content-length',
    ...stored('/hop-by-hop', ['Connection: content-length']),
  },
  {
    row: 'neighbour',
    name: 'Connection: garbage',
    ...good(http(getN, ['Connection: ;;,,"'])),
  },
  ...[`Keep-Alive: timeout=${'9'.repeat(30)}`, 'Cookie: a=b', 'TE: trailers', 'Trailer: Host'].map(
    (header): HostileRow => ({ row: 'neighbour', name: header, ...good(http(getN, [header])) }),
  ),
  { row: 70, name: 'Accept-Encoding: gzip', ...good(http(getN, ['Accept-Encoding: gzip'])) },
  {
    row: 'neighbour',
    name: 'an Accept-Encoding and an Accept that forbid everything',
    ...good(http(getN, ['Accept-Encoding: *;q=0, identity;q=0', 'Accept: x/y;q=0'])),
  },
  {
    row: 72,
    name: 'X-HTTP-Method-Override: DELETE',
    ...good(
      http(getN, ['X-HTTP-Method-Override: DELETE', 'X-HTTP-Method: DELETE', '_method: PUT']),
    ),
  },
  ...['X-Forwarded-For: 127.0.0.1', 'X-Original-URL: /_status', 'X-Rewrite-URL: /_status'].map(
    (header): HostileRow => ({ row: 73, name: header, ...good(http(getN, [header])) }),
  ),
  {
    row: 'neighbour',
    name: 'X-Forwarded-Host and Forwarded on an upload',
    ...stored('/forwarded', ['X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example']),
  },
  {
    row: 74,
    name: 'an OPTIONS of a browser that asks for leave',
    bytes: http('OPTIONS /a', [
      'Origin: https://evil.example',
      'Access-Control-Request-Method: PUT',
    ]),
    statuses: [204],
    connection: 'kept',
    headers: { allow: 'GET, HEAD, PUT, DELETE, OPTIONS', 'access-control-allow-origin': null },
  },
  {
    row: 74,
    name: 'a GET with an Origin',
    ...good(http(getN, ['Origin: null'])),
    headers: { 'access-control-allow-origin': null },
  },
];

function withHost(host: string): string {
  return `${getN} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
}

function many(count: number, header: string): string[] {
  return Array.from({ length: count }, () => header);
}

function bad(bytes: string): Pick<HostileRow, 'bytes' | 'statuses' | 'connection'> {
  return { bytes, statuses: [400], connection: 'closed' };
}

/** A GET of the stored file, in which the odd header is ignored. */
function good(bytes: string): Omit<HostileRow, 'row' | 'name'> {
  const headers = { 'content-encoding': null };
  return { bytes, statuses: [200], connection: 'kept', body: storedText, headers };
}

/**
 * An upload that is refused before its body is read; the body is so small that it is drained.
 */
function refused(headers: readonly string[]): Omit<HostileRow, 'row' | 'name'> {
  return { bytes: put('/a', body, headers), statuses: [400], connection: 'kept' };
}

/** An upload in which the odd headers are ignored. */
function stored(target: string, headers: readonly string[]): Omit<HostileRow, 'row' | 'name'> {
  const location = new RegExp(`^${target}_\\d+_${sha1(body)}$`, 'u');
  return {
    bytes: put(target, body, headers),
    statuses: [201],
    connection: 'kept',
    stores: 1,
    headers: { location },
  };
}
