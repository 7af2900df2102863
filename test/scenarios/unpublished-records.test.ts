import { expect, test } from 'vitest';
import { systemError } from '../support/disk/memory-tree.ts';
import { createGate } from '../support/node/gate.ts';
import { createMemoryCluster } from '../support/node/memory-cluster.ts';
import { send } from '../support/node/send.ts';

const pair = { a: ['b'], b: ['a'] };

test('an upload is not sent to a peer before its file has its name', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  const [reached, gate] = [createGate(), createGate()];
  cluster.node('a').storageDisk.intercept = ({ operation }) => {
    if (operation !== 'rename') return;
    reached.open();
    return gate.opened;
  };
  const putting = send(cluster.node('a'), 'PUT', '/file', { body: 'content' });
  await reached.opened;
  await cluster.turn();
  gate.open();
  expect((await putting).status).toBe(201);
  await cluster.settle();
  expect(cluster.stored('b')).toEqual(cluster.stored('a'));
  expect(cluster.stored('b')).toHaveLength(1);
});

test('the record of an upload that failed does not block those that follow', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  const { storageDisk } = cluster.node('a');
  storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'rename') throw systemError('EIO', path);
  };
  expect((await send(cluster.node('a'), 'PUT', '/lost', { body: 'lost' })).status).toBe(500);
  storageDisk.intercept = () => undefined;
  expect((await send(cluster.node('a'), 'PUT', '/file', { body: 'content' })).status).toBe(201);
  await cluster.settle();
  expect(cluster.stored('b')).toHaveLength(1);
});

test('operations after a large upload do not wait for its sync', async () => {
  const cluster = await createMemoryCluster({ peers: pair });
  const [reached, gate] = [createGate(), createGate()];
  cluster.node('a').storageDisk.intercept = ({ operation, path }) => {
    if (operation !== 'sync' || !path.startsWith('.cockatiel/staging/')) return;
    cluster.node('a').storageDisk.intercept = () => undefined;
    reached.open();
    return gate.opened;
  };
  const large = send(cluster.node('a'), 'PUT', '/large', { body: 'x'.repeat(2_000_000) });
  await reached.opened;
  expect((await send(cluster.node('a'), 'PUT', '/small', { body: 'content' })).status).toBe(201);
  await cluster.turn();
  expect(cluster.stored('b')).toHaveLength(1);
  gate.open();
  expect((await large).status).toBe(201);
  await cluster.settle();
  expect(cluster.stored('b')).toHaveLength(2);
});
