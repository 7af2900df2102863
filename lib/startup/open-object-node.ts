import { createEnding, type Ending } from '../concurrency/ending.ts';
import { askStore, probeStore } from '../object-store/probe-store.ts';
import { createRetryingStore } from '../object-store/retrying-store.ts';
import { createStoreFailures } from '../object-store/store-failures.ts';
import { startSweepingStaging } from '../object-store/sweep-staging.ts';
import { createObjectBackends } from '../objects/object-backends.ts';
import { createTextScan } from '../transfers/text-scan.ts';
import { createContext } from './create-context.ts';
import { configOf, type ObjectNodeOptions } from './object-node-options.ts';
import type { OpenNode } from './open-node.ts';
import { openPeers } from './open-peers.ts';
import { type CreateBackends, trackObjects } from './track-objects.ts';

/** A node on a bucket. */
export interface OpenObjectNode extends OpenNode {
  /** Resolves if the store responds; else rejects with an `ObjectStoreError`. */
  askStore(): Promise<void>;
  /**
   * Removes what is old in the staging area of the bucket. That is done every hour, but not on a
   * host whose timers do not last that long.
   */
  sweep(): Promise<void>;
}

/**
 * Opens a node on a bucket of an object store. It has no state of its own, and as a rule no peers:
 * any number of them serve one bucket at once. So it keeps no inventory, unless peers compare with
 * it, and checks no files in the background. Rejects with an `UnusableStoreError` where the bucket
 * must not be used.
 */
export async function openObjectNode(options: ObjectNodeOptions): Promise<OpenObjectNode> {
  // A bucket that can't be opened is tried again and again, with one signal for all attempts.
  const stopping = createEnding(options.signal);
  try {
    return await openUntil(stopping, options);
  } catch (error) {
    stopping.end();
    throw error;
  }
}

async function openUntil(stopping: Ending, options: ObjectNodeOptions): Promise<OpenObjectNode> {
  const { createId, textCheck, clock, log } = options;
  const { failures = createStoreFailures(clock, log) } = options;
  const store = createRetryingStore(options.store, {
    ...options,
    failures,
    signal: stopping.signal,
  });
  await probeStore(store, createId());
  const createBackends: CreateBackends = (onStore) =>
    createObjectBackends({
      ...options,
      store: onStore,
      createTextScan: () => createTextScan(textCheck),
    });
  const tracked = trackObjects(store, createBackends, options);
  const { storage, journal } = tracked;
  await storage.recover();
  const health = {
    readOnlyReason: undefined,
    isStorageMissing: false,
    get storeFailure() {
      return failures.reason;
    },
  };
  const node = { ...options, storage, journal, health, config: configOf(options) };
  const peers = await openPeers(node);
  const ctx = createContext({ ...node, inventory: tracked.inventory }, peers);
  const filling = tracked.startFilling(ctx);
  const sweep = startSweepingStaging({ ...options, store });
  return {
    ctx,
    peers: {
      ...peers,
      async save() {
        // Without requests nobody else would notice these.
        ctx.refusals.check();
        await peers.save();
      },
    },
    onOperation: (listener) => journal.onPublish(listener),
    scrub: ctx.scrub,
    askStore: () => askStore(store),
    sweep: sweep.sweep,
    async close() {
      // What they wait for ends with the store.
      stopping.end();
      await ctx.batchPlaces.finished();
      await ctx.scrub.stop();
      await filling.stop();
      await sweep.stop();
      await storage.finished();
      await journal.close();
    },
  };
}
