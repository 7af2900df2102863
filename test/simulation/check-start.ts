import { parseStoredName } from '../../lib/names/stored-name.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { setsOnDisk } from './sets-on-disk.ts';
import type { SimNode } from './sim-node.ts';
import { findPath, readStored, storedNames } from './stored-files.ts';
import type { World } from './world.ts';

/**
 * Checks a node that has just started against all it promised before the restart: replication
 * would hide what one node loses.
 */
export function checkStart(world: World, node: SimNode): void {
  const { oracle } = world;
  const book = oracle.book(node);
  for (const name of book.held) {
    if (book.rotten.has(name) || isWhole(node, name)) continue;
    oracle.fail('I1', `${node.id} has lost ${name} over a restart`);
  }
  const { deleted } = setsOnDisk(node);
  const isSound = node.diskFaults === 0;
  for (const name of book.buried.keys()) {
    if (!deleted.has(name)) {
      oracle.fail('I2', `${node.id} has forgotten over a restart that ${name} is deleted`);
    } else if (isSound && !node.unseen.has(name) && findPath(node, name) !== undefined) {
      oracle.fail('I2', `${node.id} still has ${name} after a restart, which is deleted`);
    }
  }
  checkFiles(world, node);
  // What is spooled for a bucket behind a node is removed once that is opened.
  const staged = node.bucket === undefined ? inStaging(node) : inSpool(node);
  if (isSound && staged.length > 0)
    oracle.fail('I4', `${node.id} starts with ${staged.join(', ')}`);
}

/** Only complete files that somebody uploaded are in the storage directory. */
export function checkFiles({ oracle }: World, node: SimNode): void {
  for (const name of storedNames(node)) {
    const parts = parseStoredName(name);
    if (parts === undefined || !oracle.wasOffered(parts)) {
      oracle.fail('I4', `${node.id} has ${name}, which nobody uploaded whole`);
    } else if (!oracle.book(node).rotten.has(name) && !isWhole(node, name)) {
      oracle.fail('I3', `${node.id} has ${name} with other bytes than its own`);
    }
  }
}

function isWhole(node: SimNode, name: string): boolean {
  const bytes = readStored(node, name);
  return bytes !== undefined && sha1Of(bytes) === parseStoredName(name)?.sha1;
}

/** The paths of bodies that have no name, on both disks of a node. */
export function stagedOn(node: SimNode): readonly string[] {
  return [...inStaging(node), ...inSpool(node)];
}

function inStaging({ storageDisk }: SimNode): readonly string[] {
  return storageDisk.paths().filter((path) => path.startsWith('.cockatiel/staging/'));
}

function inSpool({ queueDisk }: SimNode): readonly string[] {
  return queueDisk.paths().filter((path) => path.startsWith('spool/'));
}
