import type { MemoryDisk } from './memory-disk.ts';

/** All that is on a node's disks, path by path, for comparison. */
export function diskImage(node: {
  readonly storageDisk: MemoryDisk;
  readonly queueDisk: MemoryDisk;
}): Record<string, readonly (readonly [path: string, content: string])[]> {
  return { storage: contents(node.storageDisk), queue: contents(node.queueDisk) };
}

function contents(disk: MemoryDisk): (readonly [string, string])[] {
  const files = disk.paths().map((path) => [path, textOf(disk, path)] as const);
  return [...files, ...disk.directories().map((path) => [`${path}/`, ''] as const)];
}

function textOf(disk: MemoryDisk, path: string): string {
  return new TextDecoder().decode(disk.read(path) ?? new Uint8Array());
}
