import { NameDeletedError, ObjectStoreError } from '../errors/domain-errors.ts';
import type { StoredName } from '../names/stored-name.ts';
import { type ObjectInfo, type ObjectStore, sizeOfBody } from '../object-store/object-store.ts';
import type { StagedFile } from '../storage/storage.ts';
import type { ReceivedBody } from './body-receiver.ts';
import type { CorruptObjects } from './corrupt-objects.ts';
import type { KnownObjects } from './known-objects.ts';

/** How often a name is tried under which something changes each time. */
const maxAttempts = 4;

export interface StagedObjectParts {
  readonly store: Pick<ObjectStore, 'putIfAbsent' | 'replace' | 'head'>;
  readonly known: KnownObjects;
  readonly corrupt: Pick<CorruptObjects, 'noteReplaced'>;
}

/** A body that was received, and gets its name by one conditional PUT. */
export function createStagedObject(parts: StagedObjectParts, body: ReceivedBody): StagedFile {
  const { content, facts } = body;
  const sizeBytes = sizeOfBody(content);
  let name: StoredName | undefined;

  return {
    sha1: facts.sha1,
    sizeBytes,
    async prepare(wanted) {
      if (name !== undefined) throw new Error('A staged file was prepared twice.');
      name = wanted;
    },
    async commit({ replacing }) {
      if (name === undefined)
        throw new Error('A staged file was committed before it was prepared.');
      try {
        const version = await store(parts, name, body, replacing);
        parts.known.note(name, { version, isCommitted: true, isUtf8: facts.isUtf8 });
      } catch (error) {
        if (error instanceof NameDeletedError) name = undefined;
        throw error;
      }
    },
    async dispose() {
      name = undefined;
      await body.discard();
    },
  };
}

/**
 * Stores a body under a name, and returns its version. What is found there has the same content,
 * as the name says: that of another node, or this one's, of a request whose response was lost.
 */
async function store(
  { store, corrupt }: StagedObjectParts,
  name: StoredName,
  { content, facts }: ReceivedBody,
  replacing: 'absent' | 'corrupt',
): Promise<string> {
  let isReplacing = replacing === 'corrupt';
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    if (!isReplacing) {
      const version = await store.putIfAbsent(name, content, facts);
      if (version !== undefined) return version;
    }
    const found = await store.head(name);
    if (found?.isDeleted) throw new NameDeletedError();
    if (found === undefined) {
      isReplacing = false;
      continue;
    }
    if (!isReplacing && found.sizeBytes === sizeOfBody(content)) return found.version;
    const version = await replace(store, name, found, { content, facts });
    if (version !== undefined) {
      corrupt.noteReplaced(name);
      return version;
    }
  }
  const detail = 'what is under the name changes all the time';
  throw new ObjectStoreError({ code: 'NameContended', detail, isTransient: true });
}

/**
 * An empty object has the version of the mark of a deletion: it is never replaced, because the
 * store could not tell the two apart (I2).
 */
async function replace(
  store: Pick<ObjectStore, 'replace'>,
  name: StoredName,
  { version, sizeBytes }: ObjectInfo,
  { content, facts }: Pick<ReceivedBody, 'content' | 'facts'>,
): Promise<string | undefined> {
  if (sizeBytes > 0) return await store.replace(name, version, content, facts);
  const detail = 'a stored object has lost its content, and can not be replaced safely';
  throw new ObjectStoreError({ code: 'EmptyObject', detail, isTransient: false });
}
