import { describe, expect, test } from 'vitest';
import { createAllowedHosts } from '../../../../lib/requests/allowed-hosts.ts';

const publicUrl = 'https://Files.example.com/media';

function statusOf(
  hosts: ReturnType<typeof createAllowedHosts>,
  host: string,
  headers = {},
  method = 'GET',
): unknown {
  try {
    hosts.check(host, { method, headers: new Headers(headers) });
    return 'served';
  } catch (error) {
    return (error as { status?: number }).status;
  }
}

describe('where a public URL or an allowed host is given', () => {
  test.each([
    ['FILES.example.com', 'served'],
    ['files.example.com.:444', 'served'],
    ['other.example', 'served'],
    ['10.1.1.2:8080', 'served'],
    ['0x7f.1', 'served'],
    ['[::ffff:10.1.1.2]', 'served'],
    ['localhost.', 'served'],
    ['node-1', 'served'],
    ['', 'served'],
    ['evil.example', 421],
    ['files.example.com.evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['.', 421],
    ['a b', 400],
    ['a.example, b.example', 400],
    ['a/b', 400],
    ['1.2.3.400', 400],
  ])('a request for "%s" is %s', (host, outcome) => {
    expect(statusOf(createAllowedHosts(publicUrl, ['other.example']), host)).toBe(outcome);
  });
});

test.each([
  ['nothing is given', '', []],
  ['all are allowed', publicUrl, ['*']],
  ['the public URL is a path', '/files', []],
])('every valid host is served where %s', (_what, url, allowed) => {
  const hosts = createAllowedHosts(url, allowed);
  expect([statusOf(hosts, 'evil.example'), statusOf(hosts, 'a b')]).toEqual(['served', 400]);
});

describe('a host that is not served', () => {
  const agent = { 'User-Agent': 'cockatiel/1.0.0' };
  test.each([
    ['GET', agent, 'served'],
    ['HEAD', agent, 'served'],
    ['PUT', agent, 'served'],
    ['POST', agent, 'served'],
    ['DELETE', agent, 'served'],
    ['OPTIONS', agent, 421],
    ['GET', { ...agent, 'Accept-Language': 'en' }, 421],
    ['POST', { ...agent, Origin: 'null' }, 421],
    ['PUT', { 'User-Agent': 'Mozilla/5.0 cockatiel/1.0.0' }, 421],
  ])('may be what a node calls this one: %s %j: %s', (method, headers, outcome) => {
    const hosts = createAllowedHosts(publicUrl);
    expect(statusOf(hosts, 'peer.internal.example', headers, method)).toBe(outcome);
    expect(hosts.isLast('peer.internal.example')).toBe(false);
  });
});

test('the last host that is served to anybody is known', () => {
  const hosts = createAllowedHosts(publicUrl);
  expect(hosts.isLast('files.example.com')).toBe(false);
  expect(statusOf(hosts, 'files.example.com')).toBe('served');
  expect(statusOf(hosts, 'evil.example')).toBe(421);
  expect(hosts.isLast('files.example.com')).toBe(true);
  expect(statusOf(hosts, 'files.example.com')).toBe('served');
});
