import { describe, expect, test } from 'vitest';
import { isFromPeer } from '../../../../lib/access/caller.ts';
import { createTestAccess } from '../../../support/node/test-access.ts';

describe('a peer is known by its User-Agent', () => {
  test.each([
    ['cockatiel/1.0.0', true],
    ['cockatiel/', true],
    ['cockatiel/1.0 aiohttp/0.17', true],
    ['cockatiel', false],
    ['Cockatiel/1.0', false],
    ['Mozilla/5.0 cockatiel/1.0', false],
    ['curl/8.0', false],
    ['', false],
  ])('%s: %s', (userAgent, expected) => {
    const request = new Request('http://node/a', { headers: { 'user-agent': userAgent } });
    expect(isFromPeer(request, createTestAccess())).toBe(expected);
  });

  test('a request without one comes from a client', () => {
    expect(isFromPeer(new Request('http://node/a'), createTestAccess())).toBe(false);
  });
});
