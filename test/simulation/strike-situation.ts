import { remembersStorage } from './disk-copy.ts';
import type { SituationStrike } from './situation-strike.ts';
import type { SituationFault } from './step.ts';
import { stopNode } from './stop-node.ts';
import { diskStrikes } from './strike-disks.ts';
import { fileStrikes } from './strike-files.ts';
import { type UnidentifiedKind, unidentifiedKinds } from './unidentified-server.ts';

/** The faults of situations, which the operator may have to mend before anything can rest. */
export const situationStrikes: Readonly<Record<SituationFault, SituationStrike>> = {
  ...diskStrikes,
  ...fileStrikes,

  /** Often one of those that ask has just started, and has never met the peer itself. */
  async 'unidentified server'(world, node, other, { forMs, strength }) {
    const kind = unidentifiedKinds[
      Math.floor(strength * unidentifiedKinds.length)
    ] as UnidentifiedKind;
    const dismiss = world.network.replace(node.id, kind);
    world.tell(node.id, `an unidentified server takes its place, which responds ${kind}`);
    if (isOdd(strength)) await world.inOperatorsTurn(() => other.restart());
    await world.scheduler.sleep(forMs);
    if (!world.plan.mendsLate) dismiss();
  },

  /** Either it is missing at a start, or it goes away under the process. */
  async 'missing storage'(world, node, _other, { forMs, strength }) {
    // Where the id could not be saved any storage is the right one.
    if (!node.hasServed || !remembersStorage(node)) return;
    const { scheduler, faults } = world;
    if (strength < 0.5) await world.inOperatorsTurn(() => stopNode(world, node));
    if (!faults.isOpen) return;
    const when = node.phase === 'down' ? 'at a start' : 'under a process';
    faults.note('a missing storage');
    world.reach(`a storage is missing ${when}`);
    world.tell(node.id, 'its storage is not mounted');
    node.storageMount.takeAway();
    node.diskFaults += 1;
    await scheduler.sleep(forMs);
    node.storageMount.bringBack();
    world.tell(node.id, 'its storage is mounted');
    if (isOdd(strength)) await world.inOperatorsTurn(() => node.restart());
  },

  /** From now on there is free space only where something is deleted. */
  async 'small disk'(world, node) {
    world.faults.note('space by deletions only');
    const { storageDisk } = node;
    const sizes = storageDisk.paths().map((path) => storageDisk.read(path)?.length ?? 0);
    storageDisk.capacityBytes = sizes.reduce((sum, size) => sum + size, 1000);
    node.diskFaults += 1;
  },
};

/** On a disk that failed or was full the queue may not know its storage yet. */
function isOdd(strength: number): boolean {
  return Math.round(strength * 1000) % 2 === 1;
}
