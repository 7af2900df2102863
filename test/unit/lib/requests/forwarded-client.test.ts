import { describe, expect, test } from 'vitest';
import { forwardedClient } from '../../../../lib/requests/forwarded-client.ts';

const isProxy = (address: string): boolean => /^10\.|^fd00:/u.test(address);
const find = (forwardedFor: string | null | undefined, connection = '10.0.0.1'): string =>
  forwardedClient(connection, forwardedFor, isProxy);

describe('behind a proxy', () => {
  test.each([
    ['its client', '192.0.2.7', '192.0.2.7'],
    ['the client of the proxy before it', '192.0.2.7, 10.0.0.2', '192.0.2.7'],
    ['nothing that a client has made up', '203.0.113.9,10.9.9.9, 192.0.2.7', '192.0.2.7'],
    ['nothing before that, whatever it is', 'unknown, "x, 192.0.2.7,10.0.0.2', '192.0.2.7'],
    ['the first one where all are proxies', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['an address with a port', '192.0.2.7:50123', '192.0.2.7'],
    ['an IPv6 address', '2001:DB8::0:7', '2001:db8::7'],
    ['one in brackets', '[2001:db8::7]', '2001:db8::7'],
    ['one in brackets with a port', '[2001:db8::7]:50123, fd00::2', '2001:db8::7'],
    ['an IPv4 address in IPv6', '::ffff:192.0.2.7, ::ffff:10.0.0.2', '192.0.2.7'],
    ['an entry between empty ones', ' , 192.0.2.7\t, ,', '192.0.2.7'],
  ])('%s counts', (_what, forwardedFor, client) => {
    expect(find(forwardedFor)).toBe(client);
  });

  test.each([
    ['there is none', undefined],
    ['there is no header', null],
    ['it is empty', ''],
    ['it says nothing', ' , ,'],
    ['it is a word', 'unknown'],
    ['it is a name', 'client.example'],
    ['the port is none', '192.0.2.7:http'],
    ['the brackets are not closed', '[2001:db8::7'],
    ['an entry on the way is none', '192.0.2.7, unknown, 10.0.0.2'],
    ['it is written as in Forwarded', 'for=192.0.2.7'],
    ['an entry is too long', `192.0.2.7${' '.repeat(10)}${'7'.repeat(2000)}`],
  ])('the proxy counts where %s', (_what, forwardedFor) => {
    expect(find(forwardedFor)).toBe('10.0.0.1');
  });

  test('a list that is too long is read from its end, and no cut address is taken', () => {
    expect(find(`192.0.2.7, ${'10.0.0.2,'.repeat(200)}10.0.0.2`)).toBe('10.0.0.2');
    const cut = `1192.0.2.7   ${',10.0.0.200'.repeat(92)}`;
    // Of its last 1,024 characters the first ones are another address.
    expect(cut.slice(-1024)).toMatch(/^192\.0\.2\.7 /u);
    expect(find(cut)).toBe('10.0.0.200');
  });
});

test('whoever is no proxy is the client, whatever it claims', () => {
  expect(find('192.0.2.7', '192.0.2.8')).toBe('192.0.2.8');
  expect(find('192.0.2.7', '::ffff:192.0.2.8')).toBe('192.0.2.8');
  expect(find('192.0.2.7', 'a pipe')).toBe('a pipe');
});

test('a proxy is known in both forms of its address', () => {
  expect(find('192.0.2.7', '::ffff:10.0.0.1')).toBe('192.0.2.7');
});
