// Waits for a queue to be empty.
import { setTimeout as pause } from 'node:timers/promises';
import { queueLength } from './node-process.mjs';

const patienceMs = 120_000;

/**
 * Resolves when all peers of a node have acknowledged all it knows, with the lengths of its queue
 * seen on the way, each with the time of seeing it.
 */
export async function untilReplicated(node, everyMs = 10) {
  const seen = [];
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const length = await queueLength(node.url);
    seen.push({ atMs: performance.now(), length });
    if (length === 0) return seen;
    if (performance.now() > deadline) throw new Error(`A peer still lacks ${length} operations.`);
    await pause(everyMs);
  }
}
