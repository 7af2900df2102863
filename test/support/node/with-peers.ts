import { createTestContext, type TestContext } from './create-test-context.ts';

/** The messages that a node has logged at a level. */
export function messagesAt(
  node: TestContext,
  level: 'warn' | 'error' = 'warn',
): readonly unknown[] {
  return node.logLines.filter((line) => line.level === level).map(({ message }) => message);
}

/** The same node after a graceful stop, with other peers. */
export async function withPeers(
  node: TestContext,
  peerUrls: readonly string[],
): Promise<TestContext> {
  await node.cluster.save();
  await node.close();
  const { storageDisk, queueDisk, logLines } = node;
  return await createTestContext({ storageDisk, queueDisk, logLines, config: { peerUrls } });
}
