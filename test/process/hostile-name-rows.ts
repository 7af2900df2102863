import { sha1 } from '../support/http/hostile-row.ts';

/**
 * An odd name that is stored unchanged. `stored` is the request target where it is found, with
 * `<>` for the stamp.
 */
export interface OddName {
  readonly row: number | 'neighbour';
  readonly target: string;
  readonly stored: string;
}

/**
 * docs/hostile-requests.md section C, the rows whose name is odd and good: decoded once, opaque from
 * then on.
 */
export const oddNames: readonly OddName[] = [
  { row: 82, target: '/a%252e%252e%252fb', stored: '/a%252e%252e%252fb<>' },
  { row: 89, target: 'http://evil.example/foo', stored: '/foo<>' },
  { row: 98, target: '/.hidden', stored: '/.hidden<>' },
  { row: 98, target: '/foo/.git/config', stored: '/foo/.git/config<>' },
  { row: 101, target: `/${'x'.repeat(203)}`, stored: `/${'x'.repeat(203)}<>` },
  { row: 105, target: '/e%CC%81', stored: '/e%CC%81<>' },
  { row: 105, target: '/%C3%A9', stored: '/%C3%A9<>' },
  { row: 106, target: '/%E2%80%AEgnp.exe', stored: '/%E2%80%AEgnp<>.exe' },
  { row: 108, target: '/%20a', stored: '/%20a<>' },
  { row: 108, target: '/a%20', stored: '/a%20<>' },
  { row: 108, target: '/a.', stored: '/a<>.' },
  { row: 109, target: '/a%20b%2Bc.txt', stored: '/a%20b+c<>.txt' },
  { row: 109, target: '/a+b.txt', stored: '/a+b<>.txt' },
  { row: 110, target: '/CON', stored: '/CON<>' },
  { row: 110, target: '/NUL.txt', stored: '/NUL<>.txt' },
  { row: 110, target: '/a:b', stored: '/a:b<>' },
  { row: 110, target: '/-rf', stored: '/-rf<>' },
  { row: 112, target: '/Foo.txt', stored: '/Foo<>.txt' },
  { row: 112, target: '/foo.txt', stored: '/foo<>.txt' },
  { row: 'neighbour', target: '/...', stored: '/...<>' },
  { row: 'neighbour', target: '/..a', stored: '/..a<>' },
  { row: 'neighbour', target: '/..;/x', stored: '/..;/x<>' },
  { row: 'neighbour', target: '/~/$HOME/`id`', stored: '/~/$HOME/%60id%60<>' },
  { row: 'neighbour', target: '/%3Fa%23b', stored: '/%3Fa%23b<>' },
  { row: 'neighbour', target: '/a%25', stored: '/a%25<>' },
  { row: 'neighbour', target: '/%F0%9F%90%A6', stored: '/%F0%9F%90%A6<>' },
  { row: 'neighbour', target: '/%EF%BB%BFbom', stored: '/%EF%BB%BFbom<>' },
  { row: 'neighbour', target: '/%E2%81%84', stored: '/%E2%81%84<>' },
  { row: 'neighbour', target: '/a%E2%80%A8b', stored: '/a%E2%80%A8b<>' },
  { row: 'neighbour', target: '/{a}|^"<b>', stored: '/%7Ba%7D%7C%5E%22%3Cb%3E<>' },
  { row: 'neighbour', target: "/!$&'()*+,;=:@", stored: "/!$&'()*+,;=:@<>" },
  { row: 'neighbour', target: '/a?b/../c', stored: '/a<>' },
  { row: 'neighbour', target: '/deletion.log', stored: '/deletion<>.log' },
  { row: 'neighbour', target: '/a/_status', stored: '/a/_status<>' },
  { row: 'neighbour', target: '/a/.cockatiel/b', stored: '/a/.cockatiel/b<>' },
  {
    row: 113,
    target: `/x_1700000000_${sha1('other')}.txt`,
    stored: `/x_1700000000_${sha1('other')}<>.txt`,
  },
];

/** Names that are too long only with their stamp. */
export const longNames: readonly (readonly [number | 'neighbour', string, string])[] = [
  [101, 'a segment of 204 bytes', `/${'x'.repeat(204)}`],
  [101, 'a segment of 255 bytes', `/${'x'.repeat(255)}`],
  ['neighbour', 'a segment of 200 bytes and an extension of four', `/${'x'.repeat(200)}.jpg`],
  ['neighbour', 'a segment of 102 letters of two bytes', `/${'%C3%A9'.repeat(102)}`],
  ['neighbour', 'a name of 973 bytes', `/${`${'x'.repeat(200)}/`.repeat(4)}${'x'.repeat(169)}`],
];
