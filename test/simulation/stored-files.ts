import { diskPath } from '../../lib/layout/disk-path.ts';
import { quarantineDirectory } from '../../lib/layout/working-directory.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { MemoryDisk } from '../support/disk/memory-disk.ts';
import { nameAt } from '../support/node/name-at.ts';
import type { SimNode } from './sim-node.ts';

/** The names of all files in a node's storage directory, sorted. */
export function storedNames({ storageDisk }: SimNode): readonly string[] {
  const paths = storageDisk.paths().filter((path) => !path.startsWith('.cockatiel/'));
  // One that lies in both spellings is one file.
  return [...new Set(paths.map(nameAt))].sort();
}

/** Where the file of a name lies that a node finds first; `undefined` where there is none. */
export function findPath({ storageDisk }: SimNode, name: string): string | undefined {
  const inOrder = [diskPath(name as StoredName), ...pathsOf(storageDisk, name)];
  return inOrder.find((path) => storageDisk.read(path) !== undefined);
}

/** Whether a copy of a name is on the disk, in quarantine or not. */
export function hasCopy(node: SimNode, name: string): boolean {
  const path = `${quarantineDirectory}/${diskPath(name as StoredName)}`;
  return findPath(node, name) !== undefined || node.storageDisk.read(path) !== undefined;
}

/** The bytes that a node finds under a name. */
export function readStored(node: SimNode, name: string): Uint8Array<ArrayBuffer> | undefined {
  const path = findPath(node, name);
  return path === undefined ? undefined : node.storageDisk.read(path);
}

/** Puts a file there by hand, sometimes in the spelling of version 1.0.0. */
export function plantStored({ storageDisk }: SimNode, name: string, bytes: Uint8Array): void {
  const isOldSpelling = name.length % 2 === 0 && !isBelowFile(storageDisk, name);
  storageDisk.write(isOldSpelling ? name : diskPath(name as StoredName), bytes);
}

function pathsOf(disk: MemoryDisk, name: string): readonly string[] {
  return disk.paths().filter((path) => nameAt(path) === name);
}

function isBelowFile(disk: MemoryDisk, name: string): boolean {
  const segments = name.split('/');
  return segments.some((_, end) => disk.read(segments.slice(0, end).join('/')) !== undefined);
}
