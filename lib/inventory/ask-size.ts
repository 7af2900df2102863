import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * The size of a file in bytes; `undefined` where it can't be found out, or nothing is there. It is
 * for who goes on without it, because whatever comes next reports what is wrong with the disk.
 */
export function askSize(
  storage: Pick<Storage, 'sizeOf'>,
  name: StoredName,
): Promise<number | undefined> {
  return storage.sizeOf(name).catch(() => undefined);
}
