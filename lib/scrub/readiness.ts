import type { Health } from '../disk/health.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Storage } from '../storage/storage.ts';
import type { Pause } from './pause.ts';

/** How long it waits while the node lists its files, is read-only, or its storage is missing. */
const notReadyMs = 1000;

/** Whether files can be checked, and something can be done about them. */
export interface Readiness {
  /** Waits until they can. */
  untilReady(): Promise<void>;
  /** Why that waits at present, for the operator; `undefined` while it does not. */
  readonly obstacle: string | undefined;
}

export interface ReadinessOptions {
  readonly storage: Pick<Storage, 'isInPlace'>;
  readonly inventory: Pick<Inventory, 'isComplete'>;
  readonly health: Pick<Health, 'readOnlyReason'>;
}

/** Creates what makes the scrub of a node wait. */
export function createReadiness(
  { storage, inventory, health }: ReadinessOptions,
  pause: Pause,
): Readiness {
  let obstacle: string | undefined;

  async function findObstacle(): Promise<string | undefined> {
    // The health says whether the storage is there once that was checked.
    await storage.isInPlace();
    const { readOnlyReason } = health;
    if (readOnlyReason !== undefined) return `The node is read-only: ${readOnlyReason}`;
    return inventory.isComplete ? undefined : 'The node has not listed all of its files yet.';
  }

  return {
    async untilReady() {
      try {
        for (;;) {
          const found = await findObstacle();
          if (found === undefined) return;
          obstacle = found;
          await pause(notReadyMs);
        }
      } finally {
        obstacle = undefined;
      }
    },
    get obstacle() {
      return obstacle;
    },
  };
}
