import { expect, test } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import {
  type ClusterNode,
  expectConverged,
  pendingOf,
  readQueues,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { remove, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';

const rejects = 'a peer rejects operations that this node has accepted';
const accepts = 'a peer accepts the operations that it rejected';
const differs = "a peer's clock and this node's differ";
const agrees = "a peer's clock agrees with this node's again";

async function statusOf(node: { url: string }): Promise<PeerReport | undefined> {
  return Object.values(await readQueues(node))[0];
}

/** The lines with one of these messages. */
function logged({ process }: ClusterNode, ...messages: string[]): Record<string, unknown>[] {
  const lines = process.output().split('\n');
  const parsed = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  return parsed.filter(({ msg }) => messages.includes(msg));
}

test('what is larger than the --max-size of a peer is in the status and the log, until it fits', async () => {
  let maxSize = '10';
  const cluster = await startTestCluster('ab', {
    // Minutes of the sender pass in seconds.
    processOptions: (name) =>
      name === 'a' ? withShiftedTime({ factor: 20 }) : { env: { COCKATIEL_MAX_SIZE: maxSize } },
  });
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  await upload(a, 'small', 'small');
  const larger = await upload(a, 'larger', 'x'.repeat(11));
  await upload(a, 'resumable', 'x'.repeat(2 * 1024 * 1024));
  const reason = 'it responded 413: The body is larger than the limit of 10 bytes.';
  await expect
    .poll(() => statusOf(a), withinTheContract)
    .toMatchObject({ pending: 2, state: 'up', refused: [{ reason, count: 2 }], lastError: reason });
  expect(logged(a, rejects, accepts)).toMatchObject([{ level: 'warn', error: reason }]);
  expect(await remove(a, larger)).toBe(200);
  await expect.poll(() => pendingOf(a), withinTheContract).toBe(1);
  expect(await statusOf(a)).toMatchObject({ refused: [{ reason, count: 1 }] });

  await b.stop();
  maxSize = '3M';
  await b.start();
  await expectConverged(cluster.nodes);
  expect(await statusOf(a)).toMatchObject({ refused: [] });
  await expect
    .poll(() => logged(a, rejects, accepts).map(({ msg }) => msg), withinTheContract)
    .toEqual([rejects, accepts]);
});

test('a proxy that lets no larger files through is named as a cause', async () => {
  const cluster = await startTestCluster('ab');
  const a = cluster.node('a');
  cluster.link('a', 'b').faultOf = ({ method }) =>
    method === 'PUT' ? { kind: 'respond', status: 413 } : undefined;
  await upload(a, 'file', 'file');
  const reason = 'it responded 413: the file is larger than it, or a proxy in front of it, allows';
  await expect
    .poll(() => statusOf(a), withinTheContract)
    .toMatchObject({ refused: [{ reason, count: 1 }] });
  expect(logged(a, rejects)).toMatchObject([{ error: reason }]);
  cluster.link('a', 'b').faultOf = () => undefined;
  await expectConverged(cluster.nodes);
  expect(await statusOf(a)).toMatchObject({ refused: [] });
});

test('other limits to names refuse nothing that another node has taken', async () => {
  const cluster = await startTestCluster('ab', {
    processOptions: (name) =>
      name === 'a'
        ? {}
        : {
            env: {
              COCKATIEL_MAX_NAME: '64',
              COCKATIEL_MAX_DEPTH: '1',
              COCKATIEL_MAX_HEADER_SIZE: '8K',
            },
          },
  });
  const a = cluster.node('a');
  await upload(a, 'a/b/c/d', 'deep');
  await upload(a, Array.from({ length: 4 }, () => '%C3%A4'.repeat(100)).join('/'), 'long');
  await expectConverged(cluster.nodes);
  expect(await statusOf(a)).toMatchObject({ refused: [] });
  expect(logged(a, rejects)).toEqual([]);
});

test.each([
  ['ahead', 3_600_000],
  ['behind', -3_600_000],
])('a peer whose clock is an hour %s is in the status and the log', async (_, offsetMs) => {
  const cluster = await startTestCluster('ab', {
    processOptions: (name) => (name === 'b' ? withShiftedTime({ offsetMs }) : {}),
  });
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  // Nothing is pending: the probe shows it.
  const offset = async (node: ClusterNode) => (await statusOf(node))?.clockOffsetSeconds ?? 0;
  const seconds = offsetMs / 1000;
  await expect.poll(async () => Math.abs((await offset(a)) - seconds) <= 2).toBe(true);
  await expect.poll(async () => Math.abs((await offset(b)) + seconds) <= 2).toBe(true);
  for (const node of cluster.nodes) {
    await upload(node, 'file', node.name);
    await expect.poll(() => logged(node, differs)).toHaveLength(1);
  }
  await expectConverged(cluster.nodes);
  for (const node of cluster.nodes) expect(logged(node, differs, agrees)).toHaveLength(1);
  expect(logged(a, differs)).toMatchObject([{ level: 'warn' }]);
});

test('clocks that agree are no difference, and are in the status', async () => {
  const cluster = await startTestCluster('ab');
  const a = cluster.node('a');
  await upload(a, 'file', 'file');
  await expectConverged(cluster.nodes);
  expect((await statusOf(a))?.clockOffsetSeconds).toBe(0);
  expect(logged(a, differs)).toEqual([]);
});
