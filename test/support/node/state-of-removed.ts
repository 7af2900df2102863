import type { CopyState, StorageBackend } from '../../../lib/storage/storage.ts';

/** What a storage says of a file that was removed: one that knows the deletions says so. */
export function stateOfRemoved({ knowsDeleted }: StorageBackend): CopyState {
  return knowsDeleted ? 'deleted' : 'absent';
}
