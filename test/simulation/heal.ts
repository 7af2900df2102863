import { uploadsOn } from './check-uploads.ts';
import type { SimNode } from './sim-node.ts';
import { hasCopy, readStored, restoreStored, storedNames } from './stored-files.ts';
import type { World } from './world.ts';

/** More than a few bodies of ordinary size at once, which have no name yet. */
const stagingBytes = 7000;
/** The large body of a run, whose upload may have begun already. */
const largeBytes = 150_000;

/**
 * No more faults: what was broken is whole again, and read-only nodes are started again. What a
 * situation has brought about is left to `mend`.
 */
export function heal(world: World): void {
  const { faults, network, nodes, bucket, tell } = world;
  tell('!', 'the faults stop');
  faults.isOpen = false;
  network.heal();
  bucket?.heal();
  for (const node of nodes.values()) {
    node.failingDisks.clear();
    leaveSpace(world, node);
    node.queueDisk.capacityBytes = Infinity;
    repairRot(world, node);
    if (node.ctx?.health.readOnlyReason !== undefined) node.die('kill', 'to be started again');
  }
}

/**
 * The operator puts intact files in place of corrupt ones, wherever these are by now. None is put
 * back where one was deleted before, and is gone again. Nor is the last copy of a file that a node
 * of the Python version has lost: that node would tell nobody of it.
 */
function repairRot({ oracle, nodes, scheduler }: World, node: SimNode): void {
  const book = oracle.book(node);
  let hasLost = false;
  for (const name of book.rotten.names()) {
    const content = oracle.contentOf(name);
    const isHere = hasCopy(node, name);
    const others = [...nodes.values()].filter((other) => other !== node);
    const isElsewhere = others.some((other) => oracle.book(other).held.has(name));
    if (!isHere && node.isLegacy && !isElsewhere) {
      book.lose(name);
      hasLost = true;
    } else if (content !== undefined && (isHere || !book.buried.has(name))) {
      restoreStored(node, name, content);
    }
  }
  if (hasLost) oracle.losses.note();
  // At the next start only a count would show that sizes are others.
  node.queueDisk.wipe('bytes.json');
  node.diskVersion += 1;
  book.rotten.repair(scheduler.eventCount);
  node.ctx?.inventory.doubt();
}

/**
 * Uploads that had begun when the faults stopped end after that: a small disk has space for their
 * files, too.
 */
export function growSmallDisks(world: World): void {
  for (const node of world.nodes.values()) leaveSpace(world, node);
}

function leaveSpace(world: World, node: SimNode): void {
  const { plan } = world;
  const { storageDisk } = node;
  if (plan.smallDisk !== node.id || storageDisk.capacityBytes === Infinity) return;
  storageDisk.capacityBytes = Math.max(storageDisk.capacityBytes, bytesToHold(world));
}

/** An upload that an earlier process has left is copied before it grows. */
function bytesOfUploads({ storageDisk }: SimNode): number {
  const paths = uploadsOn(storageDisk);
  return 2 * paths.reduce((sum, path) => sum + (storageDisk.read(path)?.length ?? 0), 0);
}

/** A small disk has space for all that is live anywhere, and for nothing that is deleted. */
function bytesToHold({ oracle, nodes, plan }: World): number {
  const live = new Map<string, number>();
  for (const other of nodes.values()) {
    for (const name of storedNames(other)) {
      if (!oracle.deleted.has(name)) live.set(name, readStored(other, name)?.length ?? 0);
    }
  }
  const spare = stagingBytes + (plan.hasLargeBody ? largeBytes : 0);
  const ofUploads = [...nodes.values()].map(bytesOfUploads);
  return [...live.values(), Math.max(...ofUploads)].reduce((sum, size) => sum + size, spare);
}
