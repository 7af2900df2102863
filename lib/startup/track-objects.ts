import type { Context } from '../context.ts';
import { nowSeconds } from '../host/clock.ts';
import { createInventory, type Inventory } from '../inventory/inventory.ts';
import { trackInventory } from '../inventory/track-inventory.ts';
import { hashTextWith } from '../names/name-fingerprint.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import type { ObjectBackends } from '../objects/object-backends.ts';
import { type RelistingOptions, startRelisting } from '../objects/start-relisting.ts';
import { watchNames } from '../objects/watch-names.ts';
import { fillNode } from './fill-node.ts';
import type { ObjectNodeOptions } from './object-node-options.ts';

/** The backends of a node on a bucket, and its inventory. */
export interface TrackedObjects {
  readonly storage: Omit<ObjectBackends['storage'], 'stageContent'>;
  readonly journal: Omit<ObjectBackends['journal'], 'noteForeign'>;
  readonly inventory: Inventory;
  /** Begins to list the bucket, where that is wanted; `stop` of the result ends it. */
  startFilling(node: Pick<Context, 'nameLocks'>): { stop(): Promise<void> };
}

/** Creates the backends of a node on a store, or on one that behaves like it. */
export type CreateBackends = (store: ObjectStore) => ObjectBackends;

/**
 * Keeps an inventory of a bucket if peers compare with it, else one that nothing is ever in. Other
 * nodes change the bucket too: it is listed again now and then, and what they have done is also
 * noted as soon as this node comes upon it. Of that a deletion is sent to the peers. What was noted
 * too little or too much before that costs a comparison's requests, and shows then.
 */
export function trackObjects(
  store: ObjectStore,
  createBackends: CreateBackends,
  options: ObjectNodeOptions,
): TrackedObjects {
  const { hashText = hashTextWith(options.createSha1), peerUrls = [] } = options;
  if (peerUrls.length === 0) {
    const startFilling = () => ({ stop: async () => undefined });
    return { ...createBackends(store), inventory: createInventory(hashText), startFilling };
  }
  const backends = createBackends(
    watchNames(store, { onDeleted: noteDeleted, onStored: noteStored }),
  );
  // The size of each file would be a request.
  const tracked = trackInventory({ ...options, ...backends, isCounted: false });
  const { inventory } = tracked;

  function noteDeleted(name: StoredName): void {
    if (inventory.tombstones.has(inventory.fingerprintName(name))) return;
    inventory.noteDeleted(name);
    backends.journal.noteForeign(name, nowSeconds(options.clock));
  }

  /**
   * One that was deleted since its page was requested is not noted, nor a corrupt one: peers send
   * the file again.
   */
  function noteStored(name: StoredName): void {
    if (!tracked.storage.quarantined.has(name)) inventory.noteStored(name);
  }

  const onListed: RelistingOptions['onListed'] = ({ name, isDeleted }) =>
    isDeleted ? noteDeleted(name) : noteStored(name);

  return {
    ...tracked,
    startFilling(node) {
      const filling = fillNode(tracked, node, {});
      const relisting = startRelisting({ ...options, store, onListed });
      return {
        async stop() {
          await Promise.all([filling.stop(), relisting.stop()]);
        },
      };
    },
  };
}
