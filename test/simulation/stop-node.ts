import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Returns with the node down, in good order if nothing comes in between, and about to start. */
export async function stopNode({ scheduler }: World, node: SimNode): Promise<void> {
  for (;;) {
    await node.restart();
    if (node.phase === 'down') return;
    await scheduler.sleep(20);
  }
}
