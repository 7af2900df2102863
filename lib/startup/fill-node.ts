import type { Context } from '../context.ts';
import type { InventoryUpkeep, TrackedBackends } from '../inventory/track-inventory.ts';
import type { OpenNodeOptions } from './open-node-options.ts';

/**
 * Finds out in the background what is stored, and how large it is, and again whenever that may have
 * changed.
 */
export function fillNode(
  { storage, startFilling }: TrackedBackends,
  { nameLocks }: Pick<Context, 'nameLocks'>,
  { health, onStorageRemade }: Pick<OpenNodeOptions, 'health' | 'onStorageRemade'>,
): InventoryUpkeep {
  const filling = startFilling({
    nameLocks,
    // A directory that was removed, and not unmounted, is known to be empty.
    isStorageMissing: async () =>
      !(await storage.isInPlace()) && health?.isStorageMissing !== false,
    removeDeleted: (name) => nameLocks.withLock(name, () => storage.remove(name)),
  });
  onStorageRemade?.(filling.refill);
  return filling;
}
