import {
  type HostileRow,
  http,
  storedName,
  storedSha1,
  storedText,
} from '../support/http/hostile-row.ts';

const size = storedText.length;

/** docs/hostile-requests.md section B, the rows about conditions and ranges. */
export const conditionRows: readonly HostileRow[] = [
  whole(64, ['If-None-Match: "other"']),
  whole(64, ['If-None-Match: garbage']),
  whole('neighbour', ['If-None-Match:']),
  whole('neighbour', ['If-None-Match: "']),
  whole('neighbour', [`If-None-Match: ${'"a",'.repeat(2000)}`]),
  conditionalGet('neighbour', [`If-None-Match: ${'"a",'.repeat(2000)}"${storedSha1}"`], 304),
  conditionalGet('neighbour', [`If-None-Match: W/"${storedSha1}"`], 304),
  conditionalGet('neighbour', ['If-None-Match: *'], 304),
  conditionalGet('neighbour', [`If-None-Match: ${storedSha1}`], 304),
  ...['-gzip', '--gzip', ';gzip', '-br', ';br', '-zstd', '-df'].flatMap((suffix) => [
    conditionalGet('neighbour', [`If-None-Match: "${storedSha1}${suffix}"`], 304),
    conditionalGet('neighbour', [`If-None-Match: W/"${storedSha1}${suffix}"`], 304),
    conditionalGet('neighbour', [`If-Match: "${storedSha1}${suffix}"`], 412),
    whole('neighbour', ['Range: bytes=0-1', `If-Range: "${storedSha1}${suffix}"`]),
  ]),
  whole('neighbour', [`If-None-Match: "${storedSha1}-x"`]),
  conditionalGet('neighbour', ['If-None-Match: "a"', `If-None-Match: "${storedSha1}"`], 304),
  conditionalGet(65, ['If-Match: "other"'], 412),
  conditionalGet('neighbour', [`If-Match: W/"${storedSha1}"`], 412),
  conditionalGet('neighbour', ['If-Match:'], 412),
  whole('neighbour', ['If-Modified-Since: yesterday']),
  whole('neighbour', ['If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT']),
  conditionalGet('neighbour', ['If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT'], 304),
  conditionalGet('neighbour', ['If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT'], 412),
  unsatisfiable(68, 'bytes=99999999-'),
  unsatisfiable('neighbour', `bytes=${size}-`),
  unsatisfiable('neighbour', 'bytes=-0'),
  unsatisfiable('neighbour', `bytes=${'9'.repeat(400)}-`),
  whole(69, [`Range: bytes=${'0-,'.repeat(1000)}`]),
  whole(69, ['Range: bytes=0-1', 'Range: bytes=2-3']),
  whole(69, ['Range: items=0-1']),
  whole(69, ['Range: bytes=5-2']),
  ...[
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=0x0-1',
    'bytes=--1',
    'bytes=1.0-2',
    'bytes=٠-١',
  ].map((value) => whole('neighbour', [`Range: ${Buffer.from(value).toString('latin1')}`])),
  whole('neighbour', ['Range: bytes=0-1', 'If-Range: "other"']),
  whole('neighbour', ['Range: bytes=0-1', `If-Range: W/"${storedSha1}"`]),
  whole('neighbour', ['Range: bytes=0-1', 'If-Range: garbage']),
  ...['bytes=0-1', 'bytes=5-', 'bytes=-5', `bytes=${size}-`, 'bytes=-0', 'garbage'].map(
    (range): HostileRow => ({
      row: 'neighbour',
      name: `HEAD with Range: ${range}`,
      bytes: http(`HEAD /${storedName}`, [`Range: ${range}`]),
      statuses: [200],
      connection: 'kept',
      headers: { 'content-length': String(size), 'content-range': null },
    }),
  ),
  {
    ...conditionalGet('neighbour', ['Range: bytes=0-1', `If-Range: "${storedSha1}"`], 206),
    headers: { 'content-range': `bytes 0-1/${size}`, 'content-length': '2' },
    body: storedText.slice(0, 2),
  },
  {
    ...conditionalGet('neighbour', [`Range: bytes=2-${'9'.repeat(30)}`], 206),
    headers: { 'content-range': `bytes 2-${size - 1}/${size}` },
    body: storedText.slice(2),
  },
  {
    ...conditionalGet('neighbour', [`Range: bytes=-${'9'.repeat(30)}`], 206),
    headers: { 'content-range': `bytes 0-${size - 1}/${size}` },
    body: storedText,
  },
];

function conditionalGet(
  row: HostileRow['row'],
  headers: readonly string[],
  status: number,
): HostileRow {
  const name = headers.join(', ').slice(0, 80);
  const bytes = http(`GET /${storedName}`, headers);
  return { row, name, bytes, statuses: [status], connection: 'kept' };
}

function whole(row: HostileRow['row'], headers: readonly string[]): HostileRow {
  return {
    ...conditionalGet(row, headers, 200),
    body: storedText,
    headers: { 'content-range': null },
  };
}

function unsatisfiable(row: HostileRow['row'], range: string): HostileRow {
  const headers = { 'content-range': `bytes */${size}` };
  return { ...conditionalGet(row, [`Range: ${range}`], 416), headers };
}
