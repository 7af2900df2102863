import {
  type HostileRow,
  http,
  put,
  sha1,
  storedName,
  storedText,
} from '../support/http/hostile-row.ts';

const getN = http(`GET /${storedName}`);
const deleteN = http(`DELETE /${storedName}`);
const peerName = `peer_13_${sha1('hi')}`;

/** docs/hostile-requests.md section A, the rows about pipelining, line ends and versions. */
export const messageRows: readonly HostileRow[] = [
  { row: 24, name: 'three GETs at once', ...kept(getN.repeat(3), [200, 200, 200]) },
  {
    row: 24,
    name: 'a missing file between two that are there',
    ...kept(`${getN}${http('GET /missing')}${getN}`, [200, 404, 200]),
  },
  {
    row: 'neighbour',
    name: 'five hundred GETs at once',
    ...kept(
      getN.repeat(500),
      Array.from({ length: 500 }, () => 200),
    ),
  },
  {
    row: 25,
    name: 'an upload and the download of its result at once',
    ...kept(
      `${put(`/${peerName}`, 'hi', ['User-Agent: cockatiel/1.0'])}${http(`GET /${peerName}`)}`,
      [201, 200],
    ),
    body: 'hi',
    stores: 1,
  },
  {
    row: 'neighbour',
    name: 'an upload and a refused upload at once',
    ...kept(`${put('/first', 'hi')}${put('/_second', 'hi')}${getN}`, [201, 400, 200]),
    stores: 1,
  },
  {
    row: 'neighbour',
    name: 'a DELETE behind a request that is refused for two Hosts',
    ...closed(`${http('GET /a', ['Host: b'])}${deleteN}`, [400]),
  },
  {
    row: 'neighbour',
    name: 'a DELETE behind a request that asks to close',
    ...closed(`${http(`GET /${storedName}`, ['Connection: close'])}${deleteN}`, [200]),
    body: storedText,
  },
  {
    row: 'neighbour',
    name: 'garbage behind a good request',
    ...closed(`${getN}\0\0\0`, [200, 400]),
  },
  {
    row: 'neighbour',
    name: 'garbage behind a HTTP/1.0 request',
    ...closed(`GET /${storedName} HTTP/1.0\r\n\r\n\0`, [200]),
  },
  { row: 26, name: 'header lines ended by LF only', ...bad(http('GET /a').replaceAll('\r', '')) },
  { row: 'neighbour', name: 'lines ended by CR only', ...bad(http('GET /a').replaceAll('\n', '')) },
  {
    row: 'neighbour',
    name: 'a request line ended by LF only',
    ...bad('GET /a HTTP/1.1\nHost: node\r\n\r\n'),
  },
  { row: 'neighbour', name: 'a bare CR in a header value', ...bad(http('GET /a', ['X-A: b\rc'])) },
  {
    row: 'neighbour',
    name: 'a head that is ended by LF only',
    ...bad('GET /a HTTP/1.1\r\nHost: node\r\n\n'),
  },
  { row: 28, name: 'a folded header', ...bad(http('GET /a', ['X-A: b', ' c'])) },
  {
    row: 'neighbour',
    name: 'a header folded with a tab',
    ...bad(http('GET /a', ['X-A: b', '\tc'])),
  },
  { row: 29, name: 'line ends before the request line', ...kept(`\r\n\r\n${getN}`, [200]) },
  {
    row: 'neighbour',
    name: 'line ends between two requests',
    ...kept(`${getN}\r\n\r\n${getN}`, [200, 200]),
  },
  {
    row: 30,
    name: 'a space before the first header',
    ...bad('GET /a HTTP/1.1\r\n Host: node\r\n\r\n'),
  },
  { row: 'neighbour', name: 'a space before the request line', ...bad(` ${getN}`) },
  { row: 'neighbour', name: 'two spaces in the request line', ...kept(http('GET  /a'), [404]) },
  { row: 'neighbour', name: 'a tab in the request line', ...bad(http('GET\t/a')) },
  {
    row: 32,
    name: 'the preface of HTTP/2',
    ...bad('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  },
  { row: 33, name: 'GET /a HTTP/2.0', ...closed('GET /a HTTP/2.0\r\nHost: node\r\n\r\n', [505]) },
  ...[
    'HTTP/9.9',
    'HTTP/1.2',
    'HTTP/0.8',
    'HTTP/1.10',
    'HTTP/01.1',
    'http/1.1',
    'HTTP/1',
    'HTTPS/1.1',
  ].map(
    (version): HostileRow => ({
      row: version === 'HTTP/9.9' ? 33 : 'neighbour',
      name: `GET /a ${version}`,
      ...bad(`GET /a ${version}\r\nHost: node\r\n\r\n`),
    }),
  ),
  { row: 34, name: 'HTTP/0.9', ...bad('GET /a\r\n\r\n') },
  { row: 34, name: 'one line of HTTP/0.9', ...bad('GET /a\r\n'), ending: 'half-close' },
  { row: 34, name: 'HTTP/0.9 with headers', ...bad('GET /a\r\nHost: node\r\n\r\n') },
  { row: 34, name: 'HTTP/0.9 by its number', ...bad('GET /a HTTP/0.9\r\nHost: node\r\n\r\n') },
  { row: 'neighbour', name: 'a DELETE of HTTP/0.9', ...bad(`DELETE /${storedName}\r\n\r\n`) },
  {
    row: 'neighbour',
    name: 'a GET of HTTP/1.0',
    ...closed(`GET /${storedName} HTTP/1.0\r\n\r\n`, [200]),
    body: storedText,
  },
  {
    row: 'neighbour',
    name: 'a GET of HTTP/1.0 that asks to keep the connection',
    ...kept(`GET /${storedName} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`, [200]),
    headers: { connection: 'keep-alive' },
  },
  {
    row: 'neighbour',
    name: 'the first bytes of a TLS handshake',
    ...bad('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
  },
  {
    row: 'neighbour',
    name: 'a protocol that is RTSP',
    ...closed('OPTIONS * RTSP/1.0\r\n\r\n', [204]),
  },
  { row: 'neighbour', name: 'a method of RTSP', ...closed('DESCRIBE /a RTSP/1.0\r\n\r\n', [405]) },
  {
    row: 'neighbour',
    name: 'a protocol that is ICE',
    ...closed('SOURCE /a ICE/1.0\r\n\r\n', [405]),
  },
  {
    row: 'neighbour',
    name: 'the end in the middle of a head',
    ...bad('GET /a HTTP/1.1\r\nHost: no'),
    ending: 'half-close',
  },
  {
    row: 'neighbour',
    name: 'the end before anything',
    ...closed('', []),
    ending: 'half-close',
  },
  {
    row: 'neighbour',
    name: 'a reset in the middle of a head',
    ...closed('GET /a HTTP/1.1\r\nHost: no', []),
    ending: 'reset',
  },
];

function kept(bytes: string, statuses: readonly number[]): Omit<HostileRow, 'row' | 'name'> {
  return { bytes, statuses, connection: 'kept' };
}

function closed(bytes: string, statuses: readonly number[]): Omit<HostileRow, 'row' | 'name'> {
  return { bytes, statuses, connection: 'closed' };
}

function bad(bytes: string): Omit<HostileRow, 'row' | 'name'> {
  return closed(bytes, [400]);
}
