import { expect, onTestFinished, test } from 'vitest';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { pendingOf, readQueues, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { read, upload } from '../support/http/client.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** So that half a minute is three seconds. */
const factor = 10;
/** The load of this machine is not the node's fault; the legacy interval of 60 s would be. */
const tolerance = 1.5;

test('U20: attempts at a peer that is away come 0.5 s and up to 30 s apart, never more', async () => {
  const receiver = await startTestNode();
  const proxy = await startPeerProxy(receiver.url);
  onTestFinished(() => proxy.close());
  proxy.faultOf = () => ({ kind: 'refuse' });
  const faster = withShiftedTime({ factor });
  const sender = await startTestNode(
    ['--node', proxy.url, '--concurrency', '1'],
    undefined,
    faster,
  );
  const path = await upload(sender, 'a.txt', 'content');
  // 0.5 + 1 + 2 + 4 + 8 + 16 + 30 + 30 seconds.
  await expect.poll(() => proxy.count()).toBeGreaterThanOrEqual(9);
  const times = proxy.requests.map(({ atMs }) => atMs * factor);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(30_000 * tolerance);
  expect(Math.max(...gaps)).toBeGreaterThan(15_000);
  expect(gaps[0]).toBeLessThan(5000);
  const [status] = Object.values(await readQueues(sender));
  expect(status).toMatchObject({ length: 1, state: 'down' });

  proxy.faultOf = () => undefined;
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(await read(receiver, path)).toBe('content');
});
