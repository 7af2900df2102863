import type { NodeSettings } from '../../lib/startup/open-node-options.ts';
import { createSha1 } from '../../runtime/node/hash.ts';
import { createTestAccess } from '../support/node/test-access.ts';
import { testConfig } from '../support/node/test-config.ts';
import { createProcessTimers } from './process-timers.ts';
import { createSimLog } from './sim-log.ts';
import type { SimNode } from './sim-node.ts';
import { startTimeMs } from './start-time.ts';
import type { World } from './world.ts';

/** What a process of a node may do and must know, wherever it keeps its files. */
export function settingsOf(
  world: World,
  node: SimNode,
): NodeSettings & { readonly config: typeof testConfig } {
  const { plan, scheduler } = world;
  return {
    createSha1,
    clock: { nowMs: () => Math.floor(startTimeMs + scheduler.nowMs + node.skewMs) },
    timers: createProcessTimers(world, node),
    log: createSimLog(world, node),
    access: createTestAccess(),
    config: testConfig,
    memoryLimits: plan.windows,
    transferLimits: { resumableFromBytes: plan.resumableFromBytes },
    readThroughLimits: plan.reads,
  };
}
