import type { TestContext } from 'vitest';
import { expectNoFailedReads } from './expect-no-failed-reads.ts';
import type { TestProxy } from './proxies.ts';
import { startThreeNodes } from './three-nodes.ts';

/**
 * Kills one of three nodes behind a proxy, and restarts all, one after the other, started as
 * docs/behind-a-proxy.md says: no read through the proxy may fail.
 */
export async function expectRestartsUnnoticed(
  { start, asksNodes }: TestProxy,
  ctx: TestContext,
): Promise<void> {
  const nodes = await startThreeNodes(['--drain-seconds', asksNodes ? '2' : '0', '--verbose']);
  const ports = nodes.map((node) => node.port);
  const url = `http://127.0.0.1:${await start(ports, ctx)}`;
  await expectNoFailedReads(url, nodes, { restarted: nodes, isUsed: true });
}
