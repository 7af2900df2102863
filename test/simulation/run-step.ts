import { runClientStep } from './run-client-step.ts';
import { runFaultStep } from './run-fault-step.ts';
import { runOperatorStep } from './run-operator-step.ts';
import { runPeersStep } from './run-peers-step.ts';
import { runResumable } from './run-resumable.ts';
import type { Step } from './step.ts';
import type { World } from './world.ts';

/** Does what a step says, whoever does it. */
export async function runStep(world: World, { does }: Step): Promise<void> {
  switch (does.what) {
    case 'leave out a peer':
    case 'take back under another URL':
    case 'rename a peer':
      return await runPeersStep(world, does);
    case 'restart':
    case 'drop a peer':
    case 'take a peer back':
    case 'add a node':
      return await runOperatorStep(world, does);
    case 'resumable upload':
      return await runResumable(world, does);
    default:
      if ('forMs' in does) await runFaultStep(world, does);
      else await runClientStep(world, does);
  }
}
