import type { Timers } from '../../lib/host/timers.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Creates timers that end with the process that set them. */
export function createProcessTimers({ scheduler }: World, node: SimNode): Timers {
  const { incarnation } = node;
  return {
    after: (delayMs, work) =>
      scheduler.after(delayMs, () => {
        if (node.incarnation === incarnation) work();
      }),
  };
}
