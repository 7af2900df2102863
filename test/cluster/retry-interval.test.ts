import { expect, onTestFinished, test, vi } from 'vitest';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { pendingOf, readQueues, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { read, upload } from '../support/http/client.ts';
import { patience } from '../support/patience.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** So that half a minute is three seconds. */
const factor = 10;
/** When a node sends to its peer next, in Unix milliseconds of its own clock. */
async function nextAttemptMs(node: { url: string }): Promise<number> {
  const attempt = async () => Object.values(await readQueues(node))[0]?.nextAttempt ?? undefined;
  // There is none while one is made.
  return Date.parse(await vi.waitUntil(attempt, patience));
}

// The times of all attempts are tested with virtual time.
test('U20: attempts at a peer that is away come up to 30 s apart, never more', async () => {
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
  expect(Math.max(...gaps)).toBeGreaterThan(15_000);
  const nextMs = await nextAttemptMs(sender);
  // By the clock of the node, which this is sent to after that.
  const [, second = ''] = (await upload(sender, 'b.txt', 'content')).split('_');
  expect(nextMs).toBeLessThanOrEqual((Number(second) + 1) * 1000 + 30_000);
  const [status] = Object.values(await readQueues(sender));
  expect(status).toMatchObject({ length: 2, state: 'down' });

  proxy.faultOf = () => undefined;
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  expect(await read(receiver, path)).toBe('content');
});
