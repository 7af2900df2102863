import { expect, test } from 'vitest';
import { DeliveryError } from '../../../../lib/delivery/delivery-error.ts';
import { createOutcomes } from '../../../../lib/replication/outcomes.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createMemoryCluster } from '../../../support/node/memory-cluster.ts';
import { send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const none = { acknowledged: 0, skipped: 0, rejected: 0, failed: 0 };

test('an operation is counted by its kind and its result', () => {
  const outcomes = createOutcomes();
  outcomes.note({ op: 'PUT' }, 'acknowledged');
  outcomes.note({ op: 'PUT' }, 'acknowledged');
  outcomes.note({ op: 'DELETE' }, 'skipped');
  outcomes.noteFailure({ op: 'PUT' }, new DeliveryError('it responded 507', 'rejected'));
  outcomes.noteFailure({ op: 'DELETE' }, new DeliveryError('it responded 200', 'protocol'));
  outcomes.noteFailure({ op: 'DELETE' }, new Error('the disk is gone'));
  expect(outcomes.counts()).toEqual({
    PUT: { ...none, acknowledged: 2, rejected: 1 },
    DELETE: { ...none, skipped: 1, failed: 2 },
  });
});

test('a node knows what became of the operations of each peer, by its URL without secrets', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b', 'c'], b: [], c: [] } });
  const node = cluster.node('a');
  await send(node, 'PUT', '/file', { body: 'x' });
  await send(node, 'DELETE', `/other_1_${sha1Of('x')}`);
  cluster.cut('a', 'c');
  await cluster.turn();
  const done = { ...none, acknowledged: 1 };
  const { 'http://b': b, 'http://c': c } = node.ctx.peers.outcomes();
  expect(b).toEqual({ PUT: done, DELETE: done });
  expect(c?.PUT.acknowledged).toBe(0);
  expect((c?.PUT.failed ?? 0) + (c?.DELETE.failed ?? 0)).toBeGreaterThan(0);
});

test('nothing was sent to a peer that is not contacted yet', async () => {
  const node = await createTestContext({ config: { peerUrls: ['http://any:secret@b'] } });
  expect(node.ctx.peers.outcomes()).toEqual({ 'http://any:***@b': { PUT: none, DELETE: none } });
});
