import { type HostileRow, http, put, sha1 } from '../support/http/hostile-row.ts';

const body = 'hi';
const bodySha1 = sha1(body);
const awaited = ['Expect: 100-continue'];

/** docs/hostile-requests.md section B, the rows about headers of uploads. */
export const uploadHeaderRows: readonly HostileRow[] = [
  {
    row: 54,
    name: 'an X-Content-SHA1 that is not the hash of the body',
    ...refused([`X-Content-SHA1: ${'0'.repeat(40)}`]),
  },
  ...[
    'xyz',
    bodySha1.slice(1),
    `${bodySha1}0`,
    '',
    `${bodySha1}\r\nX-Content-SHA1: ${bodySha1}`,
  ].map(
    (value): HostileRow => ({
      row: 56,
      name: `X-Content-SHA1: ${value.replace(/\s+/gu, ' ')}`,
      // No body is sent, and the node does not wait for one.
      bytes: http('PUT /a', ['Content-Length: 99999', `X-Content-SHA1: ${value}`]),
      statuses: [400],
      connection: 'closed',
    }),
  ),
  {
    row: 'neighbour',
    name: 'an X-Content-SHA1 in capital letters',
    ...stored('/capitals', [`X-Content-SHA1: ${bodySha1.toUpperCase()}`]),
  },
  {
    row: 51,
    name: 'an upload that waits for 100 Continue',
    bytes: put('/awaited', body, awaited),
    statuses: [100, 201],
    connection: 'kept',
    stores: 1,
  },
  {
    row: 51,
    name: '100-Continue in other letters',
    bytes: put('/awaited-too', body, ['Expect: 100-CONTINUE']),
    statuses: [100, 201],
    connection: 'kept',
    stores: 1,
  },
  {
    row: 'neighbour',
    name: 'a chunked upload that waits for 100 Continue',
    bytes: http('PUT /awaited-chunks', [...awaited, 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    statuses: [100, 201],
    connection: 'kept',
    stores: 1,
  },
  ...[
    ['a reserved name', 'PUT /_a', 'Content-Length: 9', 400],
    ['a bad name', 'PUT /a//b', 'Content-Length: 9', 400],
    ['a name with dots', 'PUT /a/../b', 'Content-Length: 9', 400],
    ['a body that is too large', 'PUT /a', 'Content-Length: 1001', 413],
    ['a body that no disk holds', 'PUT /a', `Content-Length: ${2n ** 63n}`, 413],
    ['a hash that is none', 'PUT /a', 'Content-Length: 9\r\nX-Content-SHA1: a', 400],
    ['a coding of the content', 'PUT /a', 'Content-Length: 9\r\nContent-Encoding: gzip', 415],
    ['a form', 'PUT /a', 'Content-Length: 9\r\nContent-Type: multipart/form-data', 415],
    ['a coding of the transfer', 'PUT /a', 'Transfer-Encoding: gzip, chunked', 501],
    ['no length', 'PUT /a', 'X-A: b', 411],
    ['two Hosts', 'PUT /a', 'Content-Length: 9\r\nHost: b', 400],
    ['another method', 'POST /a', 'Content-Length: 9', 405],
  ].map(
    ([name, line, header, status]): HostileRow => ({
      row: 52,
      name: `an upload that waits for 100 Continue with ${name}`,
      bytes: http(String(line), [String(header), ...awaited]),
      statuses: [Number(status)],
      connection: 'closed',
    }),
  ),
  {
    row: 52,
    name: 'a refused upload that did not wait for 100 Continue after all',
    bytes: [http('PUT /_a', ['Content-Length: 99999', ...awaited]), 'x'.repeat(99_999)],
    statuses: [400],
    connection: 'closed',
  },
  { row: 53, name: 'Expect: 200-ok', ...expectation('200-ok') },
  {
    row: 'neighbour',
    name: 'Expect: 100-continue, 200-ok',
    ...expectation('100-continue, 200-ok'),
  },
  { row: 'neighbour', name: 'an empty Expect', ...expectation('') },
  {
    row: 'neighbour',
    name: 'a GET that waits for 100 Continue',
    bytes: http('GET /missing', awaited),
    statuses: [404],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'an upload of HTTP/1.0 that waits for 100 Continue',
    bytes: `PUT /old HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n${body}`,
    statuses: [201],
    connection: 'closed',
    stores: 1,
  },
  {
    row: 'neighbour',
    name: 'an expectation of HTTP/1.0 that nobody understands',
    bytes: `PUT /old-too HTTP/1.0\r\nContent-Length: 2\r\nExpect: tea\r\n\r\n${body}`,
    statuses: [201],
    connection: 'closed',
    stores: 1,
  },
  { row: 57, name: 'an upload without a User-Agent', ...stored('/no-user-agent', []) },
  {
    row: 58,
    name: 'an upload of a peer, under its full name',
    ...stored('/peer', []),
    bytes: put(`/peer_13_${bodySha1}.txt`, body, ['User-Agent: cockatiel/1.0']),
    headers: { location: `/peer_13_${bodySha1}.txt` },
  },
  {
    row: 58,
    name: 'an upload of a peer, under a name without a stamp',
    ...refused(['User-Agent: cockatiel/1.0']),
  },
  {
    row: 58,
    name: 'an upload of a peer, under the name of other content',
    ...refused(['User-Agent: cockatiel/1.0'], `/peer_13_${'0'.repeat(40)}`),
  },
  {
    row: 'neighbour',
    name: 'a User-Agent that only resembles a peer',
    ...stored('/resembles', ['User-Agent: Cockatiel/1.0']),
  },
  {
    row: 'neighbour',
    name: 'two User-Agents, of which the second is a peer',
    ...stored('/two-agents', ['User-Agent: curl', 'User-Agent: cockatiel/1.0']),
  },
  { row: 60, name: 'Content-Range', ...refused(['Content-Range: bytes 0-1/5']) },
  { row: 'neighbour', name: 'an empty Content-Range', ...stored('/no-range', ['Content-Range:']) },
  ...[
    'Content-Encoding: gzip',
    'Content-Encoding: gzip, identity',
    'Content-Encoding: identity\r\nContent-Encoding: br',
    'Content-Type: multipart/form-data; boundary=x',
    'Content-Type: MULTIPART/FORM-DATA',
  ].map((header): HostileRow => {
    const name = header.replace(/\s+/gu, ' ');
    return { row: 'neighbour', name, ...refused([header]), statuses: [415] };
  }),
  ...[
    'Content-Encoding: identity',
    'Content-Encoding:',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Type: multipart/related; boundary=x',
  ].map((name, index): HostileRow => {
    return { row: 'neighbour', name, ...stored(`/plain-${index}`, [name]) };
  }),
  {
    row: 62,
    name: 'a Content-MD5 and a Digest that are wrong',
    ...stored('/digest', ['Content-MD5: AAAA', 'Digest: sha-256=AAAA', 'Repr-Digest: x']),
  },
  { row: 66, name: 'an upload with If-None-Match: *', ...stored('/none', ['If-None-Match: *']) },
  { row: 'neighbour', name: 'an upload with a Range', ...stored('/range', ['Range: bytes=0-0']) },
];

function expectation(value: string): Omit<HostileRow, 'row' | 'name'> {
  const bytes = put('/a', body, [`Expect: ${value}`]);
  return { bytes, statuses: [417], connection: 'closed' };
}

function refused(headers: readonly string[], target = '/a'): Omit<HostileRow, 'row' | 'name'> {
  return { bytes: put(target, body, headers), statuses: [400], connection: 'kept' };
}

function stored(target: string, headers: readonly string[]): Omit<HostileRow, 'row' | 'name'> {
  const location = new RegExp(`^${target}_\\d+_${bodySha1}$`, 'u');
  return {
    bytes: put(target, body, headers),
    statuses: [201],
    connection: 'kept',
    headers: { location },
    stores: 1,
  };
}
