import { expect, test } from 'vitest';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import {
  accepted,
  instance,
  messages,
  never,
  nodeId,
  setUp,
} from '../../../support/node/test-replicator.ts';

type Send = (request: PeerRequest) => Promise<PeerResponse>;

const node = { nodeId, instance };
const status200: PeerResponse = { status: 200, isStatus: true, ...node };

function failing(code: string): Send {
  return async () => {
    throw Object.assign(new Error(code), { code });
  };
}

/** A replicator with nothing pending, whose peer the test replaces. */
async function setUpIdle(first: Send) {
  let send = first;
  const requests: string[] = [];
  const { replicator, logLines, clock } = await setUp(0, async (request) => {
    requests.push(`${request.method} ${request.name}`);
    return await send(request);
  });
  return {
    replicator,
    clock,
    requests,
    become(next: Send) {
      send = next;
    },
    logged: () => messages(logLines),
  };
}

test.each([
  ['a node', status200, 'up'],
  ['a node that hides its status from other nodes', { status: 403, ...node }, 'up'],
  ['a node that is overloaded', { status: 503, ...node }, 'up'],
  ['the Python version', { status: 200, isStatus: true }, 'up'],
  ['a proxy that wants a secret', { status: 401 }, 'unauthorized'],
  ['a proxy whose node is gone', { status: 502 }, 'down'],
  ['a server that is no node', { status: 200 }, 'down'],
  ['a node that reads other names', { status: 404, ...node }, 'down'],
])('an idle peer that is %s is found out by a probe', async (_what, response, state) => {
  const { replicator } = await setUpIdle(async ({ method }) =>
    method === 'GET' ? response : accepted,
  );
  expect(replicator.status().state).toBe('unknown');
  await replicator.probe();
  expect(replicator.status().state).toBe(state);
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'CERT_HAS_EXPIRED'])(
  'an idle peer is down after one %s, and back after one response, each logged once',
  async (code) => {
    const { replicator, become, logged } = await setUpIdle(failing(code));
    for (let count = 0; count < 3; count += 1) await replicator.probe();
    expect(replicator.status()).toMatchObject({ state: 'down', lastError: code });
    become(async () => status200);
    for (let count = 0; count < 3; count += 1) await replicator.probe();
    expect(replicator.status().state).toBe('up');
    expect(logged()).toEqual(['a peer is down', 'a peer is back']);
  },
);

test.each([401, 403])('an idle node that rejects every request with %d', async (status) => {
  const { replicator, clock, requests, become, logged } = await setUpIdle(async () => ({
    status,
    ...node,
  }));
  await replicator.probe();
  await replicator.probe();
  expect(replicator.status().state).toBe('unauthorized');
  expect(requests.slice(0, 2)).toEqual(['GET _status', 'DELETE probe']);
  become(async () => status200);
  await replicator.probe();
  expect(replicator.status().state).toBe('up');
  expect(logged()).toHaveLength(1);
  clock.ms += 60_000;
  await replicator.probe();
  expect(logged()).toEqual([
    "a peer rejects this node's secret",
    "a peer accepts this node's secret again",
  ]);
});

test('a drain with nothing pending leaves a peer that is down to the probes', async () => {
  const { replicator } = await setUpIdle(failing('ECONNREFUSED'));
  await replicator.probe();
  await replicator.drain(never);
  expect(replicator.status()).toMatchObject({ state: 'down', nextAttemptMs: undefined });
});

test('a probe that ends after an operation was acknowledged does not count', async () => {
  let fail = (): void => undefined;
  const { replicator } = await setUp(1, ({ method }) => {
    if (method === 'DELETE') return Promise.resolve(accepted);
    return new Promise((_resolve, reject) => {
      fail = () => reject(new Error('no data'));
    });
  });
  const probing = replicator.probe();
  await replicator.drain(never);
  fail();
  await probing;
  expect(replicator.status().state).toBe('up');
});

test('a probe that a stop cuts off does not count', async () => {
  const { replicator, logged } = await setUpIdle(failing('ECONNREFUSED'));
  const probing = replicator.probe();
  replicator.stop();
  await probing;
  expect(logged()).toEqual([]);
});

test('a probe that fails for no reason of the peer rejects', async () => {
  const { replicator } = await setUpIdle(failing('EIO'));
  await expect(replicator.probe()).rejects.toMatchObject({ code: 'EIO' });
});
