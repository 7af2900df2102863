import { expect, test } from 'vitest';
import { parseIpAddress } from '../../../../lib/requests/ip-address.ts';

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['255.255.255.255', '255.255.255.255'],
  ['2001:db8::1', '2001:db8::1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['::', '::'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::FFFF:a00:1', '10.0.0.1'],
  ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is the address %s', (text, address) => {
  expect(parseIpAddress(text)).toBe(address);
});

test.each([
  '',
  'unknown',
  '_hidden',
  'example.com',
  '10.0.0',
  '10.0.0.1.',
  '10.0.0.1.2',
  '10.0.0.256',
  '10.0.0.01',
  '0x7f.0.0.1',
  '2130706433',
  ' 10.0.0.1',
  '10.0.0.1:80',
  '[::1]',
  '::1]:80/@[',
  '1:2',
  ':::',
  '::1%',
  '::1%a/b',
  '12345::',
  `::${'0'.repeat(100)}`,
])('"%s" is no address', (text) => {
  expect(parseIpAddress(text)).toBeUndefined();
});
