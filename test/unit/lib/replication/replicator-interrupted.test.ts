import { expect, it } from 'vitest';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';
import {
  createTestReplicator,
  isDown,
  messages,
  node,
  type Send,
  status200,
} from '../../../support/node/test-replicator.ts';

const content = 'a large file of 26 letters';
const name = nameOf('file', content);

it('a link that cuts every transfer soon is used every half a second, and the peer stays up', async () => {
  const limits = { transferLimits: { resumableFromBytes: 20 } };
  const { ctx, storageDisk, clock, logLines } = await createTestContext(limits);
  storageDisk.write(name, content);
  let there = 0;
  const send: Send = async ({ method, body }) => {
    if (method === 'GET') return status200;
    if (body === undefined) return { status: 404, offset: there, ...node };
    there = Math.min(there + 2, content.length);
    if (there < content.length) throw new Error('the connection was closed');
    return { status: 201, ...node };
  };
  const queue = queueOver(entries(1).map((entry) => ({ ...entry, name })));
  const replicator = createTestReplicator({ link: { send }, queue, ctx, concurrency: 2 });
  const beganMs = clock.ms;
  for (let turn = 0; turn < 12; turn += 1) {
    expect(await isDown(replicator)).toBe(false);
    clock.ms = queue.nextRetryMs() as number;
  }
  expect(clock.ms - beganMs).toBe(12 * 500);
  expect(replicator.status()).toMatchObject({ state: 'up' });
  await isDown(replicator);
  expect(queue.length).toBe(0);
  expect(messages(logLines)).toEqual([]);
});
