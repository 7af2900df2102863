import { NoSpaceError } from '../errors/domain-errors.ts';
import type { MemorySpace } from '../storage/memory-body.ts';

/** How many bytes of bodies a node may have in memory at once. */
export interface ByteBudget {
  /** Takes so many bytes; `false`, and takes none, where fewer are left. */
  tryReserve(sizeBytes: number): boolean;
  release(sizeBytes: number): void;
}

/** The space in memory, for those who can do without. */
export function createByteBudget(space: MemorySpace): ByteBudget {
  return {
    tryReserve(sizeBytes) {
      try {
        space.reserve(sizeBytes);
        return true;
      } catch (error) {
        if (!(error instanceof NoSpaceError)) throw error;
        return false;
      }
    },
    release: (sizeBytes) => space.release(sizeBytes),
  };
}
