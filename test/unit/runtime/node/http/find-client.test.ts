import { expect, test } from 'vitest';
import { createClientFinder } from '../../../../../runtime/node/http/find-client.ts';

const client = '192.0.2.7';

test.each([
  ['10.1.2.3', '10.1.2.3'],
  ['10.1.0.0/16', '10.1.255.255'],
  ['10.1.2.3/16', '10.1.0.0'],
  ['0.0.0.0/0', '8.8.8.8'],
  ['10.1.2.3', '::ffff:10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8::/32', '2001:db8:ffff::1'],
  ['2001:db8::/128', '2001:db8::'],
  ['::1', '::1'],
  ['fe80::/10', 'fe80::1%eth0'],
])('a proxy of %s is one at %s', (proxy, connection) => {
  expect(createClientFinder(['203.0.113.1', proxy])?.(connection, client)).toBe(client);
});

test.each([
  ['10.1.2.3', '10.1.2.4'],
  ['10.1.0.0/16', '10.2.0.0'],
  ['0.0.0.0/0', '2001:db8::1'],
  ['2001:db8::/32', '2001:db9::'],
  ['::/0', '10.1.2.3'],
])('a proxy of %s is none at %s', (proxy, connection) => {
  expect(createClientFinder([proxy])?.(connection, client)).toBe(connection);
});

test('where the connection is unknown, so is the client', () => {
  expect(createClientFinder(['0.0.0.0/0', '::/0'])?.(undefined, client)).toBeUndefined();
});

test('without proxies nothing is to be found out', () => {
  expect(createClientFinder()).toBeUndefined();
  expect(createClientFinder([])).toBeUndefined();
});

test.each([
  '',
  'localhost',
  '10.1.2',
  '10.1.2.3/33',
  '10.1.2.3/',
  '10.1.2.3/8/8',
  '10.1.2.3/-1',
  '10.1.2.3/255.0.0.0',
  '2001:db8::/129',
  '[::1]',
  '::ffff:10.0.0.0/104',
  '::ffff:10.0.0.0/8',
  '*',
])('"%s" is no address of a proxy', (proxy) => {
  expect(() => createClientFinder([proxy])).toThrow(`trustedProxies: "${proxy}" is neither`);
});
