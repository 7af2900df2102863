import { expect, test } from 'vitest';
import type { PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { peerProblems } from '../../../../lib/delivery/peer-problem.ts';
import { accepted, never, node, setUp, status200 } from '../../../support/node/test-replicator.ts';

/** A replicator whose peer gives these responses to `/_status` and to operations. */
async function setUpPeer(count: number) {
  const shown = { status: status200, operation: accepted as PeerResponse };
  const { replicator, clock } = await setUp(count, async ({ method }) =>
    method === 'GET' ? shown.status : shown.operation,
  );
  return { replicator, clock, shown, problem: () => replicator.status().problem };
}

test.each([
  ['another server', { status: 200 }, peerProblems.notANode],
  ['a node that reads other names', { status: 404, ...node }, peerProblems.wrongPath],
  ['a node that says so', { status: 421, ...node }, peerProblems.wrongPath],
])('the problem of an idle peer that is %s is over when a probe finds a node', async (...row) => {
  const [, response, expected] = row;
  const { replicator, shown, problem } = await setUpPeer(0);
  shown.status = response;
  await replicator.probe();
  expect(problem()).toBe(expected.text);
  shown.status = status200;
  await replicator.probe();
  expect(problem()).toBeUndefined();
});

test('what a probe finds wrong comes before what an operation did, if that is the path', async () => {
  const { replicator, shown, problem } = await setUpPeer(1);
  shown.operation = { status: 200 };
  shown.status = { status: 200 };
  await replicator.drain(never);
  expect(problem()).toBe(peerProblems.notANode.text);
  shown.status = { status: 404, ...node };
  await replicator.probe();
  expect(problem()).toBe(peerProblems.wrongPath.text);
});

test('a wrong path that an operation showed stays until one is acknowledged', async () => {
  const { replicator, clock, shown, problem } = await setUpPeer(1);
  shown.operation = { status: 421, ...node };
  await replicator.drain(never);
  await replicator.probe();
  expect(problem()).toBe(peerProblems.wrongPath.text);
  shown.operation = accepted;
  clock.ms += 30_000;
  await replicator.drain(never);
  expect(problem()).toBeUndefined();
});

test('the problem of a peer is over when a delivery finds a node again', async () => {
  const { replicator, clock, shown, problem } = await setUpPeer(1);
  shown.operation = { status: 500 };
  shown.status = { status: 200 };
  await replicator.drain(never);
  clock.ms += 30_000;
  await replicator.drain(never).catch(() => undefined);
  expect(problem()).toBe(peerProblems.notANode.text);
  shown.status = status200;
  shown.operation = { status: 500, ...node };
  clock.ms += 30_000;
  await replicator.drain(never).catch(() => undefined);
  expect(problem()).toBeUndefined();
});
