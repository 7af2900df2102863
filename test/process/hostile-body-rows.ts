import {
  type HostileRow,
  http,
  put,
  sha1,
  storedName,
  storedText,
} from '../support/http/hostile-row.ts';

const getN = `GET /${storedName}`;
const chunked = 'Transfer-Encoding: chunked';

/** docs/hostile-requests.md section D, the rows about bodies. */
export const bodyRows: readonly HostileRow[] = [
  ...withBody('GET', 200),
  ...withBody('HEAD', 200),
  {
    row: 121,
    name: 'a GET with a body of 64 kB',
    bytes: http(getN, ['Content-Length: 65536'], 'x'.repeat(65_536)),
    statuses: [200],
    connection: 'kept',
    body: storedText,
  },
  {
    row: 121,
    name: 'a GET with a body of a little more, none of which comes',
    bytes: http(getN, ['Content-Length: 65537']),
    statuses: [200],
    connection: 'closed',
    body: storedText,
  },
  {
    row: 121,
    name: 'a GET with a body of 5 MB',
    bytes: http(getN, ['Content-Length: 5000000'], 'x'.repeat(5_000_000)),
    statuses: [200],
    connection: 'closed',
    body: storedText,
  },
  {
    row: 121,
    name: 'a DELETE of a missing file with a body of 5 MB',
    bytes: http('DELETE /missing', ['Content-Length: 5000000'], 'x'.repeat(5_000_000)),
    statuses: [404],
    connection: 'closed',
  },
  {
    row: 121,
    name: 'a GET with a chunked body that goes on and on',
    bytes: [http(getN, [chunked], ''), `ffff\r\n${'x'.repeat(65_535)}\r\n`.repeat(20)],
    statuses: [200],
    connection: 'closed',
    body: storedText,
  },
  {
    row: 124,
    name: 'an empty upload',
    bytes: put('/empty', ''),
    statuses: [201],
    connection: 'kept',
    headers: { location: new RegExp(`^/empty_\\d+_${sha1('')}$`, 'u') },
    stores: 1,
  },
  {
    row: 124,
    name: 'an empty upload without chunks',
    bytes: http('PUT /empty-chunks', [chunked], '0\r\n\r\n'),
    statuses: [201],
    connection: 'kept',
    headers: { location: new RegExp(`^/empty-chunks_\\d+_${sha1('')}$`, 'u') },
    stores: 1,
  },
  {
    row: 132,
    name: 'an upload of zeros that says it is a zip',
    bytes: put('/bomb.zip', '\0'.repeat(1000), ['Content-Type: application/zip']),
    statuses: [201],
    connection: 'kept',
    stores: 1,
  },
];

function withBody(method: string, status: number): HostileRow[] {
  return [
    ['Content-Length: 2', 'hi'],
    [chunked, '2\r\nhi\r\n0\r\n\r\n'],
  ].map(([header = '', body]) => ({
    row: 121,
    name: `a ${method} with a body, ${header}`,
    bytes: http(`${method} /${storedName}`, [header], body),
    statuses: [status],
    connection: 'kept',
  }));
}
