import { describe, expect, it, test } from 'vitest';
import {
  batchedOperation,
  encodeBatch,
  maxBatchBytes,
  maxBatchOperations,
} from '../../../lib/batches/batch-format.ts';
import type { HostContext } from '../../../lib/context.ts';
import { bytesOf } from '../../support/disk/small-files.ts';
import { bodyStream } from '../../support/http/body-stream.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { createGate } from '../../support/node/gate.ts';
import { createManualTimers } from '../../support/node/manual-timers.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import {
  beginBatch,
  putOf,
  sendBatch,
  senderHeaders,
  storedAs,
} from '../../support/node/send-batch.ts';
import { settleMicrotasks } from '../../support/node/settle-microtasks.ts';

const headers = senderHeaders;
const upload = putOf('a', 'a');

describe('is refused, and nothing of it done,', () => {
  test.each([
    ['a batch of a client', {}, 403, 'Only a node sends batches.\n'],
    ['one without the secret of the cluster', headers, 401, expect.any(String)],
    [
      'one that was meant for another path',
      { ...peerHeaders, 'X-Cockatiel-Name': 'a' },
      421,
      expect.any(String),
    ],
  ])('%s', async (_, sent, status, text) => {
    const cluster = status === 401 ? ['joining'] : [];
    const node = await createTestContext({ secrets: { read: [], write: [], cluster } });
    const body = encodeBatch([upload]);
    const response = await send(node, 'POST', '/_batch', { headers: sent, body });
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  test.each([
    ['malformed', bytesOf('PUT /a 1\n')],
    ['of too many bytes', new Uint8Array(maxBatchBytes + 1)],
    [
      'of too many operations',
      encodeBatch(Array.from({ length: maxBatchOperations + 1 }, () => upload)),
    ],
    ['whose end is malformed', new Uint8Array([...encodeBatch([upload]), 10])],
  ])('one that is %s', async (_, body) => {
    const node = await createTestContext();
    const response = await send(node, 'POST', '/_batch', { headers, body });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringMatching(/^The body must be a/u),
    ]);
    expect(node.storageDisk.paths()).toEqual([]);
  });

  it('one that breaks off', async () => {
    const node = await createTestContext();
    const text = new TextDecoder().decode(encodeBatch([upload]));
    const body = bodyStream(text, () => {
      throw new Error('cut');
    });
    expect((await send(node, 'POST', '/_batch', { headers, body })).status).toBe(400);
    expect(node.storageDisk.paths()).toEqual([]);
  });
});

it('of more batches than are worked on at once the next ones wait, but not for long', async () => {
  const clock = { ms: 1_700_000_000_000 };
  const timers = createManualTimers(clock);
  const node = await createTestContext({ clock, timers });
  const gate = createGate();
  const slow = Array.from({ length: 16 }, () =>
    send(node, 'POST', '/_batch', { headers, body: bodyStream(() => gate.opened) }),
  );
  await settleMicrotasks();
  const late = [1, 2].map(() => sendBatchStatus(node));
  await timers.pass(1999);
  const later = sendBatchStatus(node);
  await timers.pass(1);
  expect(await Promise.all(late)).toEqual([
    [503, 'crowded', '1'],
    [503, 'crowded', '1'],
  ]);
  gate.open();
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(slow.map(() => 200));
  expect(await later).toEqual([200, null, null]);
});

it('one that was refused takes no place', async () => {
  const node = await createTestContext();
  for (let count = 0; count < 20; count += 1) {
    await send(node, 'POST', '/_batch', { headers, body: bytesOf('x') });
  }
  expect(await sendBatch(node, [upload])).toEqual([{ at: 0, status: 201 }]);
});

async function sendBatchStatus(node: Parameters<typeof send>[0]) {
  const response = await send(node, 'POST', '/_batch', { headers, body: encodeBatch([]) });
  await response.text();
  return [
    response.status,
    response.headers.get('x-cockatiel-reason'),
    response.headers.get('retry-after'),
  ];
}

describe('a file that another sender is transferring', () => {
  const name = storedAs('a', 'content');

  it('is waited for shortly, and the operations beside it not at all', async () => {
    const clock = { ms: 1_700_000_000_000 };
    const timers = createManualTimers(clock);
    const node = await createTestContext({ clock, timers });
    const gate = createGate();
    const body = bodyStream('con', () => gate.opened, 'tent');
    const first = send(node, 'PUT', `/${name}`, { headers: peerHeaders, body });
    await settleMicrotasks();
    const operations = [batchedOperation('OFFER', name), putOf('a', 'content'), upload];
    const responses = sendBatch(node, operations);
    await timers.pass(100);
    expect(await responses).toMatchObject([
      { status: 503, reason: 'arriving' },
      { status: 503, reason: 'arriving' },
      { status: 201 },
    ]);
    const found = sendBatch(node, operations.slice(0, 1));
    gate.open();
    expect((await first).status).toBe(201);
    expect(await found).toEqual([{ at: 0, status: 302 }]);
  });
});

it('a host that would give up an operation with its peer learns that it goes on', async () => {
  const node = await createTestContext();
  const kept: Promise<unknown>[] = [];
  const ctx: HostContext = { ...node.ctx, keepAlive: (work) => void kept.push(work) };
  const response = await beginBatch({ ctx }, [putOf('a', 'content')]);
  await response.body?.cancel();
  await Promise.all(kept);
  expect(node.storageDisk.read(storedAs('a', 'content'))).toBeDefined();
});
