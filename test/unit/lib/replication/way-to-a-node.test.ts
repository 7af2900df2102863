import { expect, it } from 'vitest';
import { createMemoryCluster } from '../../../support/node/memory-cluster.ts';
import { send } from '../../../support/node/send.ts';

it('there is no way to a node before replication has begun, and one while its peer is up', async () => {
  const cluster = await createMemoryCluster({ peers: { a: ['b'], b: [] } });
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  await send(a, 'PUT', '/file', { body: 'x' });
  await cluster.settle();
  expect(a.ctx.peers.wayTo(b.ctx.config.nodeId)).toBeTypeOf('function');
  await a.cluster.save();
  const next = await a.restart();
  expect(next.ctx.peers.wayTo(b.ctx.config.nodeId)).toBe('down');
  expect(next.ctx.peers.wayTo('0'.repeat(16))).toBeUndefined();
});
