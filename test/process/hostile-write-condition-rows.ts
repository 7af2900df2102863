import {
  type HostileRow,
  http,
  put,
  storedName,
  storedSha1,
  storedText,
} from '../support/http/hostile-row.ts';

const first = 'Thu, 01 Jan 1970 00:00:00 GMT';
const last = 'Fri, 31 Dec 9999 23:59:59 GMT';
const missingName = storedName.replace(storedSha1, 'f'.repeat(40));
const stem = storedName.replace(/\.txt$/u, '');

/** Conditions that a stored file does not meet, for whatever would change it. */
const failing = [
  ['If-Match: "other"'],
  [`If-Match: W/"${storedSha1}"`],
  [`If-Match: ${storedSha1}`],
  ['If-Match:'],
  ['If-None-Match: *'],
  [`If-None-Match: "a", "${storedSha1}"`],
  [`If-Match: "${storedSha1}"`, 'If-None-Match: *'],
  [`If-Unmodified-Since: ${first}`],
];

/** docs/hostile-requests.md section B, the rows about conditions of uploads and deletions. */
export const writeConditionRows: readonly HostileRow[] = [
  ...failing.map((headers) => rejected('DELETE', http(`DELETE /${storedName}`, headers), headers)),
  ...failing.map((headers) => rejected('PUT', put(`/${storedName}`, storedText, headers), headers)),
  {
    ...rejected('PUT', http(`PUT /${storedName}`, awaiting('If-None-Match: *')), ['Expect']),
    connection: 'closed',
  },
  ...['If-Match: *', 'If-Match: "other"', 'If-Match:'].flatMap((condition) => [
    rejected('PUT of a new name', put('/new', storedText, [condition]), [condition]),
    rejected('DELETE of no file', http(`DELETE /${missingName}`, [condition]), [condition]),
  ]),
  ...[
    ['If-Match: *'],
    [`If-Match: "${storedSha1}"`, `If-Unmodified-Since: ${first}`],
    ['If-None-Match: "other"'],
    [`If-Unmodified-Since: ${last}`],
    [`If-Modified-Since: ${last}`],
  ].map((headers, index): HostileRow => {
    // With the same content the second would be a 302 within a second.
    const body = `${storedText}${index}`;
    return {
      row: 'neighbour',
      name: `PUT ${headers.join(', ')}`,
      bytes: put(`/${storedName}`, body, headers),
      statuses: [201],
      connection: 'kept',
      headers: { location: new RegExp(`^/${stem}_\\d+_[0-9a-f]{40}\\.txt$`, 'u') },
      stores: 1,
    };
  }),
];

function rejected(method: string, bytes: string, headers: readonly string[]): HostileRow {
  return {
    row: 'neighbour',
    name: `${method} ${headers.join(', ')}`,
    bytes,
    statuses: [412],
    connection: 'kept',
    body: 'The file does not match the condition sent.\n',
  };
}

function awaiting(condition: string): readonly string[] {
  return ['Content-Length: 999', 'Expect: 100-continue', condition];
}
