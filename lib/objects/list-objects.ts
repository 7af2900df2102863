import { isReserved } from '../names/request-name.ts';
import { parseStoredName, type StoredName } from '../names/stored-name.ts';
import { listAll, type ObjectStore } from '../object-store/object-store.ts';

/** The SHA-1 of no bytes. */
const sha1OfNothing = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/** A name under which something is, as a list has it. */
export interface ListedEntry {
  readonly name: StoredName;
  readonly sizeBytes: number;
  /** Whether it is the mark of a deletion; `undefined` where a list can't say it. */
  readonly isDeleted: boolean | undefined;
}

/** A name under which something is, and whether that is the mark of a deletion. */
export interface ListedName extends ListedEntry {
  readonly isDeleted: boolean;
}

/** All names in a store. Only of an empty file a list can't say what it is: the store is asked. */
export async function* listObjects(
  store: Pick<ObjectStore, 'list' | 'head'>,
): AsyncGenerator<ListedName> {
  for await (const entry of listEntries(store)) {
    yield { ...entry, isDeleted: entry.isDeleted ?? (await isMarked(store, entry.name)) };
  }
}

/**
 * The same, without asking for anything but lists. Objects that no request can name, which somebody
 * else has put there, are left out.
 */
export async function* listEntries(store: Pick<ObjectStore, 'list'>): AsyncGenerator<ListedEntry> {
  for await (const { key, sizeBytes } of listAll(store, '')) {
    const parts = isReserved(key) ? undefined : parseStoredName(key);
    if (parts === undefined) continue;
    const { name, sha1 } = parts;
    if (sizeBytes > 0) yield { name, sizeBytes, isDeleted: false };
    else yield { name, sizeBytes, isDeleted: sha1 === sha1OfNothing ? undefined : true };
  }
}

/** Whether the mark of a deletion is under a name that was listed, or nothing any more. */
export async function isMarked(
  store: Pick<ObjectStore, 'head'>,
  name: StoredName,
): Promise<boolean> {
  return (await store.head(name))?.isDeleted !== false;
}
