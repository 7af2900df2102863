import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Stops the node, gracefully unless a fault interrupts it, so that it can be started. */
export async function stopNode({ scheduler }: World, node: SimNode): Promise<void> {
  for (;;) {
    await node.restart();
    if (node.phase === 'down') return;
    await scheduler.sleep(20);
  }
}
