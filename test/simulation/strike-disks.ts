import { copyDisk, type DiskCopy, replaceDisk } from './disk-copy.ts';
import type { RegistryCopy } from './node-registry.ts';
import type { SimNode } from './sim-node.ts';
import type { SituationStrike } from './situation-strike.ts';
import type { DiskFault, FaultStep } from './step.ts';
import { stopNode } from './stop-node.ts';
import { storedNames } from './stored-files.ts';
import type { World } from './world.ts';

/** Both disks of a node at some time, and what it had promised by then. */
interface Backup {
  readonly storage: DiskCopy;
  readonly atStorage: RegistryCopy;
  readonly queue: DiskCopy;
  readonly atQueue: RegistryCopy;
}

const parts = ['storage', 'queue', 'node'] as const;
type Part = (typeof parts)[number];
/** The files are copied before the queue, and the node goes on meanwhile. */
const longestCopyMs = 1000;

/** What an operator may have to replace, or puts back from a backup (docs/operating.md). */
export const diskStrikes: Readonly<Record<DiskFault, SituationStrike>> = {
  async 'wiped disks'(world, node, _other, step) {
    await whileStopped(world, node, () => {
      const part = pickPart(step);
      note(world, node, `a wiped ${part}`);
      replace(world, node, part, undefined);
    });
  },

  async 'restored backup'(world, node, _other, step) {
    const backup = await takeBackup(world, node, step);
    await world.scheduler.sleep(step.forMs);
    await whileStopped(world, node, () => {
      const part = pickPart(step);
      note(world, node, `a restored ${part}`);
      replace(world, node, part, backup);
    });
  },

  /** A machine is set up as a copy of another one, and runs beside it. */
  async 'copied machine'(world, node, other, step) {
    const backup = await takeBackup(world, other, step);
    await whileStopped(world, node, () => {
      note(world, node, 'a copied machine');
      replace(world, node, 'node', backup);
      node.hasCopiedId = true;
    });
  },
};

function pickPart({ strength }: FaultStep): Part {
  return parts[Math.floor(strength * parts.length)] as Part;
}

function note(world: World, node: SimNode, what: string): void {
  world.reach(what);
  world.tell(node.id, what);
}

/** Does something to a node that is stopped, unless the faults are over by then. */
async function whileStopped(world: World, node: SimNode, work: () => void): Promise<void> {
  await world.inOperatorsTurn(async () => {
    if (world.faults.isOpen) await stopNode(world, node);
    if (!world.faults.isOpen || node.phase !== 'down') return;
    work();
    world.oracle.losses.note();
  });
}

async function takeBackup(world: World, node: SimNode, { strength }: FaultStep): Promise<Backup> {
  const { oracle, scheduler } = world;
  world.tell(node.id, 'is backed up');
  const [storage, atStorage] = [copyDisk(node.storageDisk), oracle.book(node).copy()];
  await scheduler.sleep(((strength * 7) % 1) * longestCopyMs);
  return { storage, atStorage, queue: copyDisk(node.queueDisk), atQueue: oracle.book(node).copy() };
}

/** Puts what a backup has in the place of a disk, or nothing. */
function replace(world: World, node: SimNode, part: Part, backup: Backup | undefined): void {
  const book = world.oracle.book(node);
  if (part !== 'storage') {
    replaceDisk(node.queueDisk, backup?.queue ?? new Map());
    book.replaceQueue(backup?.atQueue);
    if (backup === undefined) node.nodeId = nextNodeId(node);
  }
  if (part !== 'queue') {
    replaceDisk(node.storageDisk, backup?.storage ?? new Map());
    book.replaceStorage(backup?.atStorage);
    for (const name of storedNames(node)) node.unseen.add(name);
  }
  node.acceptsNewStorage = true;
  node.diskVersion += 1;
}

/** A queue that begins anew gives the node another id. */
function nextNodeId({ nodeId, incarnation }: SimNode): string {
  return incarnation.toString(16).padStart(4, '0') + nodeId.slice(4);
}
