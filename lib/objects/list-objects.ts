import { isReserved } from '../names/request-name.ts';
import { parseStoredName, type StoredName } from '../names/stored-name.ts';
import { listAll, type ObjectStore } from '../object-store/object-store.ts';

/** The SHA-1 of no bytes. */
const sha1OfNothing = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/** A name under which something is, and whether that is the mark of a deletion. */
export interface ListedName {
  readonly name: StoredName;
  readonly isDeleted: boolean;
  readonly sizeBytes: number;
}

/**
 * All names in a store. Objects that no request can name, which somebody else has put there, are
 * left out. Only of an empty file a list can't say what it is: the store is asked.
 */
export async function* listObjects(
  store: Pick<ObjectStore, 'list' | 'head'>,
): AsyncGenerator<ListedName> {
  for await (const { key, sizeBytes } of listAll(store, '')) {
    const parts = isReserved(key) ? undefined : parseStoredName(key);
    if (parts === undefined) continue;
    const { name, sha1 } = parts;
    if (sizeBytes > 0) yield { name, isDeleted: false, sizeBytes };
    else if (sha1 !== sha1OfNothing) yield { name, isDeleted: true, sizeBytes };
    else yield { name, isDeleted: (await store.head(name))?.isDeleted !== false, sizeBytes };
  }
}
