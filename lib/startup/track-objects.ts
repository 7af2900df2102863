import type { Context } from '../context.ts';
import { createInventory, type Inventory } from '../inventory/inventory.ts';
import { trackInventory } from '../inventory/track-inventory.ts';
import { hashTextWith } from '../names/name-fingerprint.ts';
import type { ObjectBackends } from '../objects/object-backends.ts';
import { fillNode } from './fill-node.ts';
import type { ObjectNodeOptions } from './object-node-options.ts';

/** The backends of a node on a bucket, and its inventory. */
export interface TrackedObjects extends ObjectBackends {
  readonly inventory: Inventory;
  /** Begins to list the bucket, where that is wanted; `stop` of the result ends it. */
  startFilling(node: Pick<Context, 'nameLocks'>): { stop(): Promise<void> };
}

/**
 * Keeps an inventory of a bucket if peers compare with it, else one that nothing is ever in. Other
 * nodes change the bucket too: what is noted too little or too much costs a comparison's requests,
 * and shows then.
 */
export function trackObjects(backends: ObjectBackends, options: ObjectNodeOptions): TrackedObjects {
  const { hashText = hashTextWith(options.createSha1), peerUrls = [] } = options;
  if (peerUrls.length === 0) {
    const startFilling = () => ({ stop: async () => undefined });
    return { ...backends, inventory: createInventory(hashText), startFilling };
  }
  // The size of each file would be a request.
  const tracked = trackInventory({ ...options, ...backends, isCounted: false });
  return { ...tracked, startFilling: (node) => fillNode(tracked, node, {}) };
}
