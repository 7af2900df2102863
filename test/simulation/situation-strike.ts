import type { SimNode } from './sim-node.ts';
import type { FaultStep } from './step.ts';
import type { World } from './world.ts';

/** Lets a fault of a situation strike a node, and ends it when its time is over. */
export type SituationStrike = (
  world: World,
  node: SimNode,
  other: SimNode,
  step: FaultStep,
) => Promise<void>;
