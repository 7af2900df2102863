import { expect, test } from 'vitest';
import {
  accepted,
  messages,
  never,
  node,
  nodeId,
  type Send,
  setUp,
  status200,
} from '../../../support/node/test-replicator.ts';

function failing(code: string): Send {
  return async () => {
    throw Object.assign(new Error(code), { code });
  };
}

/** A replicator with nothing pending. */
async function setUpIdle(first: Send) {
  const requests: string[] = [];
  const counted =
    (send: Send): Send =>
    async (request) => {
      requests.push(`${request.method} ${request.name}`);
      return await send(request);
    };
  const { replicator, logLines, clock, become } = await setUp(0, counted(first));
  return {
    replicator,
    clock,
    requests,
    become: (next: Send): void => become(counted(next)),
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

test('a probe is believed although a drain that sends nothing runs meanwhile', async () => {
  const { replicator, become } = await setUpIdle(failing('ECONNREFUSED'));
  await replicator.probe();
  become(async () => status200);
  const probing = replicator.probe();
  await replicator.drain(never).catch(() => undefined);
  await probing;
  expect(replicator.status().state).toBe('up');
});

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

/** Anyone may read the status of a node with a write secret and no secret of its cluster. */
const open401: Send = async ({ method }) =>
  method === 'GET' ? status200 : { status: 401, ...node };

test('an idle node that shows its status and rejects every operation is unauthorized', async () => {
  const { replicator, clock, requests, become, logged } = await setUpIdle(open401);
  for (let count = 0; count < 3; count += 1) {
    await replicator.probe();
    clock.ms += 60_000;
  }
  expect(replicator.status()).toMatchObject({
    state: 'unauthorized',
    lastError: 'it responded 401',
  });
  expect(requests.filter((request) => request === 'DELETE probe')).toHaveLength(3);
  expect(logged()).toEqual(["a peer rejects this node's secret"]);
  // It is overloaded, which says nothing about the secret.
  become(async ({ method }) => (method === 'GET' ? status200 : { status: 503, ...node }));
  await replicator.probe();
  expect(replicator.status().state).toBe('unauthorized');
  become(async ({ method }) => (method === 'GET' ? status200 : accepted));
  await replicator.probe();
  expect(replicator.status().state).toBe('up');
});

test('a node whose operation was rejected stays unauthorized while it shows its status', async () => {
  const { replicator, clock, logLines } = await setUp(1, open401);
  await replicator.drain(never);
  for (let count = 0; count < 3; count += 1) {
    await replicator.probe();
    clock.ms += 60_000;
  }
  expect(replicator.status().state).toBe('unauthorized');
  expect(messages(logLines)).toEqual(["a peer rejects this node's secret"]);
});

test('an idle node is sent an operation once in the life of its process', async () => {
  const second = { nodeId, instance: '00000000000000a2' };
  const { replicator, requests, become } = await setUpIdle(async ({ method }) =>
    method === 'GET' ? status200 : accepted,
  );
  for (let count = 0; count < 3; count += 1) await replicator.probe();
  expect(requests.filter((request) => request === 'DELETE probe')).toHaveLength(1);
  become(async ({ method }) =>
    method === 'GET' ? { ...status200, ...second } : { status: 401, ...second },
  );
  await replicator.probe();
  expect(replicator.status().state).toBe('unauthorized');
});

test('a node of 1.0.0, which shows no instance, is sent an operation once', async () => {
  const { replicator, requests } = await setUpIdle(async ({ method }) =>
    method === 'GET' ? { status: 200, isStatus: true, nodeId } : { status: 404, nodeId },
  );
  for (let count = 0; count < 3; count += 1) await replicator.probe();
  expect(requests.filter((request) => request === 'DELETE probe')).toHaveLength(1);
});

test('the Python version is sent no operation to be probed', async () => {
  const { replicator, requests } = await setUpIdle(async () => ({ status: 200, isStatus: true }));
  await replicator.probe();
  expect(requests).toEqual(['GET _status']);
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
