import { createRouter, router } from '../../handlers/router.ts';
import { routes } from '../../handlers/routes.ts';
import { createPrng, hashText } from './prng.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Which nodes know batches; the Python version never does. `some processes`: as in upgrades. */
export type BatchVersions = 'all' | 'none' | 'some nodes' | 'some processes';

/** Whatever else a seed decides stays as it would be without batches. */
export function drawBatchVersions(seed: number): BatchVersions {
  const drawn = createPrng(seed).number('who knows batches');
  if (drawn < 0.15) return 'none';
  if (drawn < 0.3) return 'some nodes';
  return drawn < 0.45 ? 'some processes' : 'all';
}

/** Whether the process that runs on a node sends batches, and takes them. */
export function knowsBatches(world: World, { id, incarnation, isLegacy }: SimNode): boolean {
  const { batches, seed } = world.plan;
  if (isLegacy || batches === 'none') return false;
  if (batches === 'all') return true;
  const who = batches === 'some nodes' ? id : `${id} ${incarnation}`;
  return hashText(`${who} knows batches`, seed) % 2 === 0;
}

const olderRouter = createRouter(routes.filter(({ path }) => path !== '/_batch'));

/** The application of the process that runs on a node. */
export function applicationOf(world: World, node: SimNode): Pick<typeof router, 'handle'> {
  return knowsBatches(world, node) ? router : olderRouter;
}
