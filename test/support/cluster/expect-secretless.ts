import { expect } from 'vitest';
import type { NodeProcess } from '../process/start-process.ts';

/** Checks that none of these texts is in a node's status or in what it printed so far. */
export async function expectSecretless(
  node: NodeProcess,
  secrets: readonly string[],
): Promise<void> {
  const status = await (await fetch(`${node.url}/_status`)).text();
  for (const secret of secrets) {
    expect(status).not.toContain(secret);
    expect(node.output()).not.toContain(secret);
  }
}
