import {
  chunkedPut,
  type HostileRow,
  http,
  sha1,
  storedName,
} from '../support/http/hostile-row.ts';

const wire = '2\r\nhi\r\n0\r\n\r\n';
const smuggled = http(`DELETE /${storedName}`);

/** docs/hostile-requests.md section A, the rows about transfer codings. */
export const codingRows: readonly HostileRow[] = [
  badCoding(9, 'xchunked', 400),
  badCoding(10, 'gzip, chunked', 501),
  badCoding('neighbour', 'chunked, gzip', 400),
  badCoding('neighbour', 'identity', 400),
  badCoding('neighbour', 'chunked, chunked', 400),
  badCoding('neighbour', 'chunked, identity', 400),
  badCoding('neighbour', '"chunked"', 400),
  badCoding('neighbour', 'chunked;q=1', 400),
  badCoding('neighbour', '\x0bchunked', 400),
  badCoding('neighbour', 'chunked\r\nTransfer-Encoding: identity', 400),
  badCoding('neighbour', 'gzip\r\nTransfer-Encoding: chunked', 501),
  {
    row: 'neighbour',
    name: 'an empty Transfer-Encoding',
    bytes: http('PUT /a', ['Transfer-Encoding:'], wire),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a DELETE behind a body whose coding is refused',
    bytes: http('PUT /a', ['Transfer-Encoding: gzip, chunked'], `${wire}${smuggled}`),
    statuses: [501],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a GET whose coding is refused',
    bytes: http(`GET /${storedName}`, ['Transfer-Encoding: gzip, chunked'], wire),
    statuses: [501],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'Transfer-Encoding: CHUNKED',
    bytes: http('PUT /upper-case', ['Transfer-Encoding: CHUNKED'], wire),
    statuses: [201],
    connection: 'kept',
    stores: 1,
  },
  {
    row: 12,
    name: 'a space before the colon of Transfer-Encoding',
    bytes: http('PUT /a', ['Transfer-Encoding : chunked'], wire),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a space before the colon of Content-Length',
    bytes: http('PUT /a', ['Content-Length : 2'], 'hi'),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 13,
    name: 'a Transfer-Encoding folded to the next line',
    bytes: http('PUT /a', ['Transfer-Encoding:', ' chunked'], wire),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 14,
    name: 'a Transfer-Encoding in HTTP/1.0',
    bytes: `PUT /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n${wire}`,
    statuses: [400],
    connection: 'closed',
  },
];

/** docs/hostile-requests.md section A, the rows about chunks. */
export const chunkRows: readonly HostileRow[] = [
  {
    row: 16,
    name: 'a chunk extension of 20 kB',
    bytes: chunkedPut('/a', `2;${'x'.repeat(20_000)}\r\nhi\r\n0\r\n\r\n`),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 17,
    name: 'a chunk extension',
    bytes: chunkedPut('/extension', '2;x=y\r\nhi\r\n0;last\r\n\r\n'),
    statuses: [201],
    connection: 'kept',
    headers: { location: new RegExp(`_${sha1('hi')}$`, 'u') },
    stores: 1,
  },
  badChunks(18, 'chunk lines ended by LF only', '2\nhi\n0\n\n'),
  badChunks('neighbour', 'one chunk line ended by LF only', '2\nhi\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a chunk line ended by CR only', '2\rhi\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a chunk whose data is longer than its size', '2\r\nhiho\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a chunk whose data is shorter than its size', '9\r\nhi\r\n0\r\n\r\nxxx'),
  badChunks('neighbour', 'a chunk size that begins with 0x', '0x2\r\nhi\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a negative chunk size', '-2\r\nhi\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a chunk size with a plus sign', '+2\r\nhi\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a chunk size beyond 64 bits', `1${'0'.repeat(16)}\r\nhi`),
  badChunks('neighbour', 'an empty chunk size', '\r\nhi\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a chunk size that is no number', 'zz\r\nhi\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a bare LF in a chunk extension', '2;a\nb\r\nhi\r\n0\r\n\r\n'),
  badChunks('neighbour', 'a trailer that is no header', '0\r\nno colon\r\n\r\n'),
  badChunks('neighbour', 'a trailer ended by LF only', '0\r\nX-A: b\n\r\n'),
  {
    row: 20,
    name: 'a trailer with another SHA-1',
    bytes: chunkedPut('/trailer', `2\r\nhi\r\n0\r\nX-Content-SHA1: ${'0'.repeat(40)}\r\n\r\n`),
    statuses: [201],
    connection: 'kept',
    headers: { location: new RegExp(`_${sha1('hi')}$`, 'u') },
    stores: 1,
  },
  {
    row: 'neighbour',
    name: 'a trailer that repeats the framing',
    bytes: chunkedPut('/trailers', '2\r\nhi\r\n0\r\nContent-Length: 9\r\nHost: other\r\n\r\n'),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a trailer of 20 kB',
    bytes: chunkedPut('/a', `2\r\nhi\r\n0\r\nX-A: ${'x'.repeat(20_000)}\r\n\r\n`),
    statuses: [400],
    connection: 'closed',
  },
  { ...badChunks(22, 'a chunk cut off in the middle', '9\r\nhi'), ending: 'half-close' },
  { ...badChunks('neighbour', 'chunks cut off in a size', '2\r\nhi\r\n1'), ending: 'half-close' },
  { ...badChunks('neighbour', 'chunks without a last one', '2\r\nhi\r\n'), ending: 'half-close' },
  { ...badChunks('neighbour', 'a last chunk cut off', '2\r\nhi\r\n0\r\n'), ending: 'half-close' },
  {
    ...badChunks('neighbour', 'a chunk cut off by a reset', '9\r\nhi'),
    ending: 'reset',
    statuses: [],
  },
  {
    row: 'neighbour',
    name: 'broken chunks in the body of a GET',
    bytes: http(`GET /${storedName}`, ['Transfer-Encoding: chunked'], 'zz\r\n'),
    statuses: [200],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'broken chunks in the body of a PUT that is refused by its name',
    bytes: chunkedPut('/_a', 'zz\r\n'),
    statuses: [400],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a DELETE behind broken chunks',
    bytes: chunkedPut('/a', `2\r\nhiho\r\n${smuggled}`),
    statuses: [400],
    connection: 'closed',
  },
];

function badCoding(row: HostileRow['row'], value: string, status: 400 | 501): HostileRow {
  return {
    row,
    name: `Transfer-Encoding: ${value.replace(/\W+/gu, ' ')}`,
    bytes: http('PUT /a', [`Transfer-Encoding: ${value}`], wire),
    statuses: [status],
    connection: 'closed',
  };
}

function badChunks(row: HostileRow['row'], name: string, body: string): HostileRow {
  return { row, name, bytes: chunkedPut('/a', body), statuses: [400], connection: 'closed' };
}
