import { type HostileRow, http, put, storedName, storedText } from '../support/http/hostile-row.ts';

const allow = 'GET, HEAD, PUT, DELETE, OPTIONS';
/** The root takes forms, too. */
const rootAllow = 'GET, HEAD, PUT, DELETE, POST, OPTIONS';
const getN = `GET /${storedName}`;

/** docs/hostile-requests.md section D, the rows about methods. */
export const methodRows: readonly HostileRow[] = [
  ...['POST', 'PATCH', 'PROPFIND'].map((method) => notAllowed(117, method)),
  notAllowed(118, 'TRACE'),
  ...['COPY', 'MOVE', 'LOCK', 'MKCOL', 'REPORT', 'SEARCH', 'LINK', 'PURGE', 'M-SEARCH', 'BIND'].map(
    (method) => notAllowed('neighbour', method),
  ),
  {
    row: 118,
    name: 'TRACE with headers to be echoed',
    bytes: http('TRACE /a', ['Cookie: secret', 'Max-Forwards: 0']),
    statuses: [405],
    connection: 'kept',
    body: `Use one of ${allow}.\n`,
  },
  {
    row: 117,
    name: 'a POST with a body',
    bytes: http(`POST /${storedName}`, ['Content-Length: 2'], 'hi'),
    statuses: [405],
    connection: 'kept',
    headers: { allow },
  },
  {
    row: 117,
    name: 'a POST with a body of 1 MB',
    bytes: http('POST /a', ['Content-Length: 1000000'], 'x'.repeat(1_000_000)),
    statuses: [405],
    connection: 'closed',
    headers: { allow },
  },
  {
    row: 'neighbour',
    name: 'DELETE /_status with a method that is not allowed',
    bytes: http('POST /_status', ['Content-Length: 0']),
    statuses: [405],
    connection: 'kept',
    headers: { allow: 'GET, HEAD, OPTIONS' },
  },
  ...['get', 'FROB', 'GETT', 'G', 'Put', 'GET\0', '"GET"', 'GET:'].map(
    (method): HostileRow => ({
      row: method === 'get' || method === 'FROB' ? 120 : 'neighbour',
      name: `the method ${JSON.stringify(method)}`,
      bytes: http(`${method} /a`),
      statuses: [400],
      connection: 'closed',
    }),
  ),
  {
    row: 'neighbour',
    name: 'CONNECT node:80',
    bytes: http('CONNECT node:80'),
    statuses: [405],
    connection: 'closed',
    headers: { allow: rootAllow },
  },
  {
    row: 'neighbour',
    name: 'CONNECT, and bytes for the other side at once',
    bytes: http('CONNECT evil.example:25', [], http(`DELETE /${storedName}`)),
    statuses: [405],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'CONNECT, and a reset',
    bytes: http('CONNECT node:80'),
    ending: 'reset',
    statuses: [],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'an upgrade to a WebSocket',
    bytes: http(getN, [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]),
    statuses: [200],
    connection: 'kept',
    headers: { upgrade: null },
    body: storedText,
  },
  {
    row: 'neighbour',
    name: 'an upgrade to HTTP/2 without TLS',
    bytes: http(getN, [
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AA',
    ]),
    statuses: [200],
    connection: 'kept',
    headers: { upgrade: null },
    body: storedText,
  },
  {
    row: 'neighbour',
    name: 'an upload that asks for an upgrade',
    bytes: put('/upgrade', 'hi', ['Connection: Upgrade', 'Upgrade: h2c']),
    statuses: [201],
    connection: 'kept',
    stores: 1,
  },
  ...['*', '/', '/a', `/${storedName}`, 'http://node', 'http://node/a', '/dir/'].map(
    (target): HostileRow => ({
      row: 'neighbour',
      name: `OPTIONS ${target}`,
      bytes: http(`OPTIONS ${target}`),
      statuses: [204],
      connection: 'kept',
      headers: { allow: allowOf(target), 'content-length': null },
    }),
  ),
];

function allowOf(target: string): string {
  if (target === '/dir/') return 'DELETE, POST, OPTIONS';
  return target.endsWith('a') || target.endsWith(storedName) ? allow : rootAllow;
}

function notAllowed(row: HostileRow['row'], method: string): HostileRow {
  const bytes = http(`${method} /${storedName}`);
  return { row, name: method, bytes, statuses: [405], connection: 'kept', headers: { allow } };
}
