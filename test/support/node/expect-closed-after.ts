import { expect } from 'vitest';
import type { Gate } from './gate.ts';
import { settleMicrotasks } from './settle-microtasks.ts';

/** Closes a node, and expects that it is not closed before the gate is open. */
export async function expectClosedAfter(
  gate: Gate,
  node: { close(): Promise<void> },
): Promise<void> {
  let isClosed = false;
  const closing = node.close().then(() => {
    isClosed = true;
  });
  await settleMicrotasks();
  expect(isClosed).toBe(false);
  gate.open();
  await closing;
}
