import { diskPath } from '../../lib/layout/disk-path.ts';
import { quarantineDirectory } from '../../lib/layout/working-directory.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { MemoryDisk } from '../support/disk/memory-disk.ts';
import { nameAt } from '../support/node/name-at.ts';
import type { SimNode } from './sim-node.ts';

/** The names of all files in a node's storage directory, or in its bucket, sorted. */
export function storedNames({ bucket, storageDisk }: SimNode): readonly string[] {
  if (bucket !== undefined) return bucket.storedNames();
  const paths = storageDisk.paths().filter((path) => !path.startsWith('.cockatiel/'));
  // One that lies in both spellings is one file.
  return [...new Set(paths.map(nameAt))].sort();
}

/** Where on the disk the file of a name lies that a node finds first; absent where it is not. */
export function findPath({ storageDisk }: SimNode, name: string): string | undefined {
  const inOrder = [diskPath(name as StoredName), ...pathsOf(storageDisk, name)];
  return inOrder.find((path) => storageDisk.read(path) !== undefined);
}

/** Whether a copy of a name is on the disk, in quarantine or not. */
export function hasCopy(node: SimNode, name: string): boolean {
  if (node.bucket !== undefined) return node.bucket.storedNames().includes(name);
  const path = `${quarantineDirectory}/${diskPath(name as StoredName)}`;
  return findPath(node, name) !== undefined || node.storageDisk.read(path) !== undefined;
}

/** The bytes that a node finds under a name. */
export function readStored(node: SimNode, name: string): Uint8Array<ArrayBuffer> | undefined {
  if (node.bucket !== undefined) return node.bucket.read(name);
  const path = findPath(node, name);
  return path === undefined ? undefined : node.storageDisk.read(path);
}

/** Flips a bit of the file that a node finds under a name. */
export function flipStored(node: SimNode, name: string, index: number): void {
  const path = findPath(node, name);
  if (node.bucket !== undefined) node.bucket.flip(name, index);
  else if (path !== undefined) node.storageDisk.flip(path, index);
}

/** Puts the right bytes in the place of a corrupt file, wherever that is by now. */
export function restoreStored(node: SimNode, name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const path = findPath(node, name) ?? diskPath(name as StoredName);
  if (node.bucket !== undefined) node.bucket.restore(name, bytes);
  else node.storageDisk.write(path, bytes);
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
