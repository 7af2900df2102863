import { type HostileRow, http, put, storedName, storedText } from '../support/http/hostile-row.ts';

const body = 'hi';
const x200 = 'x'.repeat(200);

/** docs/hostile-requests.md section C, targets that are refused for GET, PUT and DELETE. */
export const badTargetRows: readonly HostileRow[] = [
  ...bad(76, ['/%2e%2e/%2e%2e/etc/passwd', '/.%2e/x', '/%2E./x', '/../../etc/passwd']),
  ...bad(77, ['/..%2f..%2fetc%2fpasswd', '/..%5c..%5cboot.ini']),
  ...bad(78, ['/a%2Fb', '/a%2fb', '/%2f', '/%2Fetc%2Fpasswd']),
  ...bad(80, ['/%c0%ae%c0%ae/etc', '/%e0%80%ae', '/%c1%9c', '/%f8%88%80%80%80']),
  ...bad(81, ['/a%ff', '/a%zz', '/a%', '/a%4', '/%', '/a%%41', '/%u0041']),
  ...bad(86, ['//etc/passwd', '///x', '/a//b', '/a/', '//', '/a/?q']),
  ...bad(88, ['/http://evil/x', '/http:%2f%2fevil/x']),
  ...bad(90, ['ftp://evil/a', 'file:///etc/passwd', 'http:///a', 'http:/a', 'mailto:a']),
  ...bad(93, ['/a#b', '/#', '/a?b#c', 'http://node/a#b', '/a#/../b']),
  ...bad(97, ['/.', '/..', '/a/..', '/a/./b', '/a/../b', '/..?x', 'http://node/..', '/%2e']),
  ...bad('neighbour', ['/a\\b', '\\a', '/\\\\evil', '/a%5Cb', '/a/%2e%2e%2fb']),
  ...bad('neighbour', ['/a%00', '/%00', '/a%0d%0ab', '/a%09', '/a%1f', '/a%7f', '/a%c2%80']),
  ...bad(106, ['/%ED%A0%80', '/%ED%B0%80', '/%F4%90%80%80']),
  ...bad(101, [`/${'x'.repeat(256)}`, `/${'x'.repeat(5000)}`, `/a/${'x'.repeat(256)}/b`]),
  ...bad(102, [`/${'%C3%A9'.repeat(128)}`, `/d/${'%F0%9F%90%A6'.repeat(64)}`]),
  ...bad(104, [`/${'x'.repeat(9000)}`, `/${'x/'.repeat(4500)}x`, `/${`${x200}/`.repeat(6)}x`]),
  ...bad('neighbour', ['*']),
];

/** docs/hostile-requests.md section C, targets that are not valid HTTP. */
export const malformedTargetRows: readonly HostileRow[] = [
  ...malformed(84, ['/a\0b', '/a\tb', '/\xc3\xa9', '/\xff']),
  ...malformed(85, ['/a b', '/a HTTP/1.1 b']),
  ...malformed(92, ['a', '?a', '']),
  ...malformed('neighbour', ['/a\x7f', '/a\x01', '/a\rb', '#a', 'http//a', '://a', '1:2']),
  {
    row: 104,
    name: 'a target of 20 000 bytes',
    bytes: http(`GET /${'x'.repeat(20_000)}`),
    statuses: [431],
    connection: 'closed',
  },
  {
    row: 'neighbour',
    name: 'a query of 20 000 bytes',
    bytes: http(`GET /${storedName}?${'x'.repeat(20_000)}`),
    statuses: [431],
    connection: 'closed',
  },
];

/** docs/hostile-requests.md section C, targets that look odd and are valid. */
export const oddTargetRows: readonly HostileRow[] = [
  found(89, `http://evil.example/${storedName}`),
  found('neighbour', `https://user:secret@evil.example:1/${storedName}?x`),
  found('neighbour', `HTTP://NODE/${storedName}`),
  found(94, `/${storedName}?v=2`),
  ...[
    '?',
    '??',
    '?/../..',
    '?a//b',
    '?\\',
    '?%',
    '?%zz=%ff',
    '?__proto__=x&constructor=y',
    '?a=1&a=2',
  ].map((query) => found('neighbour', `/${storedName}${query}`)),
  found('neighbour', `/${[...storedName].map(percent).join('')}`),
  ...['http://evil.example', 'http://evil.example/', 'http://evil.example?x', '/?x'].map((target) =>
    rowOf('neighbour', `GET ${target}`, 404),
  ),
  rowOf(96, 'GET /', 404),
  rowOf(96, 'DELETE /', 404),
  { ...rowOf(96, 'PUT /', 400), bytes: put('/', body) },
  ...['/_', '/_status/x', '/_statuses', '/_/status', '/__proto__', '/%5Fstatu'].map((target) =>
    rowOf('neighbour', `GET ${target}`, 404),
  ),
  ...['/_status', '/_a', '/_', '/_a/b', '/%5Fa', '/__proto__'].flatMap((target) => [
    { ...rowOf('neighbour', `PUT ${target}`, 400), bytes: put(target, body) },
    rowOf('neighbour', `DELETE ${target}`, 400),
  ]),
  ...['/.cockatiel', '/.cockatiel/lock', '/.cockatiel/staging/1', '/%2Ecockatiel/lock'].flatMap(
    (target) => [
      rowOf(98, `GET ${target}`, 404),
      { ...rowOf(98, `PUT ${target}`, 400), bytes: put(target, body) },
      rowOf(98, `DELETE ${target}`, 400),
    ],
  ),
  ...['/deletion.log', '/queue/deletion.log', '/constructor', '/toString', '/etc/passwd'].flatMap(
    (target) => [
      rowOf('neighbour', `GET ${target}`, 404),
      rowOf('neighbour', `DELETE ${target}`, 404),
    ],
  ),
];

/** Refused whatever the method; a body this small is drained. */
function bad(row: HostileRow['row'], targets: readonly string[]): HostileRow[] {
  return targets.flatMap((target) => {
    const name = target.length > 60 ? `${target.slice(0, 20)}… (${target.length})` : target;
    const isRefusedAtOnce =
      !target.startsWith('/') || /[\\#]|(?:^|\/)(?:\.|%2e){1,2}(?:$|[/?])/iu.test(target);
    const connection = isRefusedAtOnce ? 'closed' : 'kept';
    return [http(`GET ${target}`), put(target, body), http(`DELETE ${target}`)].map((bytes) => {
      const [method] = bytes.split(' ', 1);
      return { row, name: `${method} ${name}`, bytes, statuses: [400], connection };
    });
  });
}

function malformed(row: HostileRow['row'], targets: readonly string[]): HostileRow[] {
  return targets.map((target) => ({
    row,
    name: `GET ${JSON.stringify(target)}`,
    bytes: http(`GET ${target}`),
    statuses: [400],
    connection: 'closed',
  }));
}

function rowOf(row: HostileRow['row'], line: string, status: number): HostileRow {
  return { row, name: line, bytes: http(line), statuses: [status], connection: 'kept' };
}

function found(row: HostileRow['row'], target: string): HostileRow {
  return { ...rowOf(row, `GET ${target}`, 200), body: storedText };
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
