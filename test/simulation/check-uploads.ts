import { parseStoredName } from '../../lib/names/stored-name.ts';
import type { MemoryDisk } from '../support/disk/memory-disk.ts';
import { askNode } from './ask-node.ts';
import { uploadsPath } from './message.ts';
import type { Oracle } from './oracle.ts';
import type { SimNode } from './sim-node.ts';
import { storedNames } from './stored-files.ts';
import { unstamped } from './unstamped.ts';
import type { World } from './world.ts';

const directory = '.cockatiel/uploads/';
/** Within this time they are gone. */
const sweptMs = 500;
/** Of every request of a client of tus. */
export const tusHeaders = { 'Tus-Resumable': '1.0.0' };
/** Names below this one are of one resumable upload each. */
export const ownDirectory = 'parts/';

/** The paths of the unfinished uploads on a disk, and of what is known of finished ones. */
export function uploadsOn(disk: MemoryDisk): readonly string[] {
  return disk.paths().filter((path) => path.startsWith(directory));
}

/**
 * Once all uploads have expired nothing is left of them on any disk, and each file is stored once,
 * whatever responses its client has lost.
 */
export async function checkUploads(world: World): Promise<void> {
  const { nodes, plan } = world;
  if (plan.partialUploads === undefined) return;
  for (const node of nodes.values()) await checkNode(world, node);
}

async function checkNode({ oracle, reach, scheduler }: World, node: SimNode): Promise<void> {
  if (uploadsOn(node.storageDisk).length > 0) reach('resumable uploads expire');
  // A node looks for them now and then, and at each request for one.
  await askNode(node, 'HEAD', `${uploadsPath}/none`, tusHeaders);
  // Another request may have begun it just now.
  await scheduler.sleep(sweptMs);
  const left = uploadsOn(node.storageDisk);
  // What could not be removed is found by the next start.
  if (left.length > 0 && node.diskFaults === 0)
    oracle.fail('I4', `${node.id} still has ${left.join(', ')}`);
  const isExpected = (name: string): boolean => oracle.doomed.has(name) || isPosted(oracle, name);
  const names = storedNames(node).filter((name) => isOwn(name) && !isExpected(name));
  const twice = names.filter((name) => names.some((other) => other < name && isSame(other, name)));
  if (twice.length > 0) oracle.fail('I4', `${node.id} has twice: ${twice.join(', ')}`);
}

/** Below a name of its own there may be what other clients derive from it. */
function isOwn(name: string): boolean {
  return name.startsWith(ownDirectory) && name.lastIndexOf('/') < ownDirectory.length;
}

/** Whose client may have sent it again, because it has heard nothing of the first. */
function isPosted({ posted }: Oracle, name: string): boolean {
  const parts = parseStoredName(name);
  return parts !== undefined && posted.has(unstamped(parts));
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [parseStoredName(one), parseStoredName(other)];
  return first && second ? unstamped(first) === unstamped(second) : false;
}
