import type { MemoryDirectory, MemoryNode } from './memory-node.ts';

/** What a power cut leaves of that which was never synced; by default nothing. */
export interface PowerCut {
  /** Which of so many changes of directories, in their order, had reached the disk. */
  keepsChanges(count: number): readonly boolean[];
  /** What a file reads like whose content was not synced. */
  tear(synced: Uint8Array<ArrayBuffer>, written: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
}

/** The strictest disk that POSIX allows: it keeps only what was synced. */
const strictestCut: PowerCut = {
  keepsChanges: () => [],
  tear: (synced) => synced,
};

/** Leaves of a root and all that is below it what is durable, and what the cut spares. */
export function cutPower(
  root: MemoryDirectory,
  below: readonly MemoryNode[],
  cut: PowerCut = strictestCut,
): void {
  spareChanges([root, ...below.filter(isDirectory)], cut);
  keepDurable(root, cut);
}

function isDirectory(node: MemoryNode): node is MemoryDirectory {
  return node.kind === 'directory';
}

function spareChanges(directories: readonly MemoryDirectory[], cut: PowerCut): void {
  const changes = directories
    .flatMap((directory) => directory.changes.map((change) => ({ ...change, directory })))
    .sort((one, other) => one.order - other.order);
  const orders = [...new Set(changes.map(({ order }) => order))];
  const kept = cut.keepsChanges(orders.length);
  const spared = new Set(orders.filter((_, index) => kept[index] === true));
  for (const { order, directory, name, node } of changes) {
    if (!spared.has(order)) continue;
    if (node === undefined) directory.durable.delete(name);
    else directory.durable.set(name, node);
  }
}

function keepDurable(node: MemoryNode, cut: PowerCut): void {
  if (node.kind === 'file') {
    node.bytes = node.bytes === node.synced ? node.synced : cut.tear(node.synced, node.bytes);
    node.synced = node.bytes;
    node.bad = false;
  }
  if (node.kind !== 'directory') return;
  node.entries = new Map(node.durable);
  node.changes = [];
  for (const child of node.entries.values()) keepDurable(child, cut);
}
