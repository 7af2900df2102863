import { expect, test } from 'vitest';
import { withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const operator = 'operator-secret-of-all';
const write = 'write-secret-of-all-of-them';
const cluster = 'cluster-secret-of-all';
const as = (secret: string) => ({ headers: { Authorization: `Bearer ${secret}` } });

test.each<[what: string, env: Record<string, string>]>([
  ['and no other', {}],
  ['and one for writing', { COCKATIEL_WRITE_SECRET: write }],
  ['and all others', { COCKATIEL_WRITE_SECRET: write, COCKATIEL_CLUSTER_SECRET: cluster }],
])('nodes with a secret for operators %s know each other', async (_what, others) => {
  const env = { COCKATIEL_OPERATOR_SECRET: operator, ...others };
  const ports = await findFreePorts(2);
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const nodes = await Promise.all(
    ports.map((port, index) => {
      const args = ['--port', String(port), '--node', urls[1 - index] ?? ''];
      return startTestNode(args, undefined, { env });
    }),
  );
  const statusOf = async (url: string) => {
    const { queues } = await (await fetch(`${url}/_status`, as(operator))).json();
    const [peer] = Object.values(queues) as Record<string, unknown>[];
    return [peer?.['state'], peer?.['pending'], peer?.['problem'], peer?.['inSync']];
  };
  const [first = '', second = ''] = urls;
  const upload = await fetch(`${first}/a.txt`, { method: 'PUT', body: 'content', ...as(write) });
  expect(upload.status).toBe(201);
  for (const url of [first, second]) {
    await expect.poll(() => statusOf(url), withinTheContract).toEqual(['up', 0, null, true]);
    expect((await fetch(`${url}/_status`)).status).toBe(401);
  }
  const copy = await fetch(second + (upload.headers.get('location') ?? ''));
  expect(await copy.text()).toBe('content');
  for (const node of nodes) {
    // Only the request of this test without a secret is an incident.
    const refused = node.output().match(/requests (?:of a node )?with[^"]* refused/gu);
    expect(refused).toEqual(['requests without a secret are refused']);
    expect(node.output()).not.toContain(operator);
  }
});
