import { ObjectStoreError } from '../errors/domain-errors.ts';
import type { StoredName } from '../names/stored-name.ts';
import { type ObjectStore, stagingPrefix } from '../object-store/object-store.ts';
import { isMarked, type ListedEntry, listEntries } from '../objects/list-objects.ts';
import { objectChanged } from '../objects/object-content.ts';
import type { StorageBackend } from '../storage/storage.ts';
import type { CopyEntry, CopyOrigin } from './copy-files.ts';
import { GoneSourceError, type SourceReading, UnreadableSourceError } from './source-file.ts';

/**
 * The files in a bucket, of which nodes may make use meanwhile. An object that the store does not
 * give out is unreadable, if the store works at all.
 */
export function createBucketOrigin(
  store: Pick<ObjectStore, 'list' | 'head'>,
  storage: Pick<StorageBackend, 'open' | 'sizeOf'>,
  { onRead, signal }: SourceReading,
): CopyOrigin {
  async function* deletions(): AsyncGenerator<StoredName> {
    for await (const entry of listEntries(store)) {
      // What it is will be said where the files are copied.
      if ((await isDeleted(entry)) === true) yield entry.name;
    }
  }

  async function* files(): AsyncGenerator<CopyEntry> {
    for await (const entry of listEntries(store)) {
      const found = await isDeleted(entry);
      const { name, sizeBytes } = entry;
      if (found instanceof UnreadableSourceError) {
        yield { kind: 'unreadable', path: name, error: found };
      } else if (!found) {
        yield { path: name, source: { name, sizeBytes, read: () => read(name) } };
      }
    }
  }

  async function isDeleted(entry: ListedEntry): Promise<boolean | UnreadableSourceError> {
    try {
      return entry.isDeleted ?? (await isMarked(store, entry.name));
    } catch (error) {
      return await ofObject(error);
    }
  }

  async function* read(name: StoredName): AsyncGenerator<Uint8Array> {
    try {
      yield* readObject(name);
    } catch (error) {
      throw await ofObject(error);
    }
  }

  async function* readObject(name: StoredName): AsyncGenerator<Uint8Array> {
    const file = await storage.open(name, 'whole');
    if (file === undefined) throw new GoneSourceError();
    const content = await file.readAll();
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      signal.throwIfAborted();
      onRead(chunk.length);
      yield chunk;
    }
  }

  /** What a failed request says of its object. Throws where the store as a whole fails. */
  async function ofObject(error: unknown): Promise<UnreadableSourceError> {
    if (!(error instanceof ObjectStoreError)) throw error;
    if (error.code === objectChanged) return new GoneSourceError();
    await store.list(stagingPrefix);
    return new UnreadableSourceError(`${error.detail} (${error.code})`);
  }

  return { deletions, files };
}
