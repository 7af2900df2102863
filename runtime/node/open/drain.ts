import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../../lib/context.ts';

/**
 * Lets a node say that it is not ready any more, and resolves once it has served on for so long,
 * for load balancers to send new clients to another one. With 0 it resolves at once.
 */
export async function drain({ draining }: Context, drainMs: number): Promise<void> {
  draining.begin();
  if (drainMs > 0) await wait(drainMs);
}
