import { expect, test } from 'vitest';
import { createTraffic } from '../../../../../runtime/node/metrics/traffic.ts';
import { readTotals } from '../../../../../runtime/node/page/read-totals.ts';

test('files are counted, and what the node says of itself is not', () => {
  const traffic = createTraffic();
  for (const [method, status] of [
    ['PUT', 201],
    ['PUT', 202],
    ['PUT', 302],
    ['PUT', 507],
    ['GET', 200],
    ['GET', 200],
    ['GET', 206],
    ['GET', 404],
    ['HEAD', 200],
  ] as const) {
    traffic.note(method, status, 0);
  }
  traffic.ownGets = 1;
  traffic.bytes.received = 7;
  traffic.bytes.sent = 9;
  expect(readTotals(traffic)).toEqual({
    uploads: 3,
    downloads: 2,
    receivedBytes: 7,
    sentBytes: 9,
  });
});
