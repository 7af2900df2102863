import type { StoredName } from '../names/stored-name.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import { listObjects } from '../objects/list-objects.ts';
import type { StorageBackend } from '../storage/storage.ts';
import type { CopyEntry, CopyOrigin } from './copy-files.ts';
import { type SourceReading, UnreadableSourceError } from './source-file.ts';

/** The files in a bucket, of which nodes may make use meanwhile. */
export function createBucketOrigin(
  store: Pick<ObjectStore, 'list' | 'head'>,
  storage: Pick<StorageBackend, 'open' | 'sizeOf'>,
  { onRead, signal }: SourceReading,
): CopyOrigin {
  async function* deletions(): AsyncGenerator<StoredName> {
    for await (const { name, isDeleted } of listObjects(store)) if (isDeleted) yield name;
  }

  async function* files(): AsyncGenerator<CopyEntry> {
    for await (const { name, isDeleted, sizeBytes } of listObjects(store)) {
      if (!isDeleted) yield { path: name, source: { name, sizeBytes, read: () => read(name) } };
    }
  }

  async function* read(name: StoredName): AsyncGenerator<Uint8Array> {
    const file = await storage.open(name, 'whole');
    if (file === undefined) throw new UnreadableSourceError('It is not there any more.');
    const content = await file.readAll();
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      signal.throwIfAborted();
      onRead(chunk.length);
      yield chunk;
    }
  }

  return { deletions, files };
}
