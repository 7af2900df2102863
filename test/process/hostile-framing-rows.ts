import {
  chunkedPut,
  type HostileRow,
  http,
  put,
  storedName,
  storedText,
} from '../support/http/hostile-row.ts';

const twoBytes = 'hi';

/**
 * docs/hostile-requests.md section A, the rows about how long a body is: Content-Length against
 * Transfer-Encoding.
 */
export const lengthRows: readonly HostileRow[] = [
  {
    row: 1,
    name: 'Content-Length, then Transfer-Encoding',
    bytes: http('PUT /a', ['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 2,
    name: 'Transfer-Encoding, then Content-Length',
    bytes: http('PUT /a', ['Transfer-Encoding: chunked', 'Content-Length: 4'], '0\r\n\r\n'),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a smuggled DELETE behind Content-Length and Transfer-Encoding',
    bytes: http(
      'PUT /a',
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      `0\r\n\r\n${http(`DELETE /${storedName}`)}`,
    ),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 4,
    name: 'two different Content-Lengths',
    bytes: http('PUT /a', ['Content-Length: 2', 'Content-Length: 3'], twoBytes),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'the same Content-Length twice',
    bytes: http('PUT /a', ['Content-Length: 2', 'Content-Length: 2'], twoBytes),
    statuses: [400],
    connection: 'closed',
  },
  ...['2, 2'].map((value) => badLength(5, value)),
  ...['-1', '+2', '0x2', '1 2', ''].map((value) => badLength(6, value)),
  ...['2.0', '1e1', '2;', '"2"', '18446744073709551616', '9'.repeat(40)].map((value) =>
    badLength('neighbour', value),
  ),
  {
    row: 'neighbour',
    name: 'blanks around a Content-Length',
    bytes: http('PUT /blanks', ['Content-Length:   2  '], twoBytes),
    statuses: [201],
    connection: 'kept',
    stores: 1,
  },
  {
    row: 'neighbour',
    name: 'a Content-Length with leading zeros',
    bytes: http('PUT /zeros', ['Content-Length: 0002'], twoBytes),
    statuses: [201],
    connection: 'kept',
    stores: 1,
  },
  {
    row: 8,
    name: 'a Content-Length of 2^63 - 1',
    bytes: http('PUT /a', ['Content-Length: 9223372036854775807'], twoBytes),
    statuses: [413],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'the first Content-Length that a number does not hold',
    bytes: http('PUT /a', ['Content-Length: 9007199254740992']),
    statuses: [413],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a PUT without any length',
    bytes: http('PUT /a'),
    statuses: [411],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'four bytes of body under a Content-Length of two',
    bytes: http('PUT /surplus', ['Content-Length: 2'], 'hiho'),
    statuses: [201, 400],
    connection: 'closed',
    stores: 1,
  },
  {
    row: 21,
    name: 'ten bytes promised, two sent, then the end',
    bytes: http('PUT /a', ['Content-Length: 10'], twoBytes),
    ending: 'half-close',
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'ten bytes promised, none sent, then the end',
    bytes: http('PUT /a', ['Content-Length: 10']),
    ending: 'half-close',
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'ten bytes promised, two sent, then a reset',
    bytes: http('PUT /a', ['Content-Length: 10'], twoBytes),
    ending: 'reset',
    statuses: [],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a whole upload, after which the client says that nothing more comes',
    bytes: put('/half-closed', twoBytes),
    ending: 'half-close',
    statuses: [201],
    connection: 'closed',
    stores: 1,
  },
  {
    row: 'neighbour',
    name: 'a whole download, asked for by a client that says that nothing more comes',
    bytes: http(`GET /${storedName}`),
    ending: 'half-close',
    statuses: [200],
    connection: 'closed',
    body: storedText,
  },
  {
    row: 'neighbour',
    name: 'a body that comes byte by byte',
    bytes: [http('PUT /bytes', ['Content-Length: 8']), ...'12345678'],
    statuses: [201],
    connection: 'kept',
    stores: 1,
  },
  {
    row: 'neighbour',
    name: 'a chunked upload that comes byte by byte',
    bytes: [...chunkedPut('/chunked-bytes', '2\r\nhi\r\n3\r\nho!\r\n0\r\n\r\n')],
    statuses: [201],
    connection: 'kept',
    stores: 1,
  },
];

function badLength(row: HostileRow['row'], value: string): HostileRow {
  return {
    row,
    name: `Content-Length: ${value === '' ? '(empty)' : value}`,
    bytes: http('PUT /a', [`Content-Length: ${value}`], twoBytes),
    statuses: [400],
    connection: 'closed',
  };
}
