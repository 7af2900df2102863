import { expect, test } from 'vitest';
import { parseAuthorization } from '../../../../lib/http/authorization.ts';

test.each<[header: string | null, credential: string | undefined]>([
  [null, undefined],
  ['', undefined],
  ['Bearer abc', 'abc'],
  ['bearer  abc ', 'abc'],
  ['BEARER a b', undefined],
  ['Bearer', undefined],
  [`Basic ${btoa('any:secret')}`, 'secret'],
  [`basic ${btoa(':secret')}`, 'secret'],
  [`Basic ${btoa('a:b:c')}`, 'b:c'],
  [`Basic ${btoa('nocolon')}`, undefined],
  [`Basic ${btoa('a:\xff')}`, undefined],
  ['Basic !!!', undefined],
  ['Digest abc', undefined],
])('%s shows %s', (header, credential) => {
  expect(parseAuthorization(header)).toBe(credential);
});
