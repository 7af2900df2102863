import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createAccess } from '../../../../../lib/access/secrets.ts';
import type { Exchange } from '../../../../../runtime/node/connection/exchange.ts';
import { hmacSha256 } from '../../../../../runtime/node/hash.ts';
import { callerOf } from '../../../../../runtime/node/http/caller-of.ts';

const headers = {
  'user-agent': 'cockatiel/1.0',
  authorization: 'Bearer joining',
  'x-cockatiel-node': '0123456789abcdef',
  'x-cockatiel-offer': '1',
};

test('who sends a request is found out once, from its headers', () => {
  let hmacs = 0;
  const count = (key: Uint8Array, message: Uint8Array): Uint8Array => {
    hmacs += 1;
    return hmacSha256(key, message);
  };
  const secrets = { read: ['reading'], write: ['writing'], cluster: ['joining'] };
  const access = createAccess(count, new Uint8Array(32), secrets);
  hmacs = 0;
  const exchange = { request: { headers } as unknown as IncomingMessage } as Exchange;
  const caller = callerOf(exchange, access);
  expect(caller).toMatchObject({ isPeer: true, isOffer: true, nodeId: '0123456789abcdef' });
  access.replace({ ...secrets, cluster: [] });
  hmacs = 0;
  expect(callerOf(exchange, access)).toBe(caller);
  expect(hmacs).toBe(0);
});
