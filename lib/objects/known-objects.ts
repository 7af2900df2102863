import { LRUCache } from 'lru-cache';
import type { StoredName } from '../names/stored-name.ts';

/** What this process knows of the content of an object. */
interface KnownObject {
  readonly version: string;
  /** Whether it was stored, or adopted, by this process. */
  readonly isCommitted: boolean;
  readonly isUtf8: boolean | undefined;
}

/** Which objects were found to match their names in this process; another version is another. */
export interface KnownObjects {
  isCommitted(name: StoredName, version: string): boolean;
  /** Whether it is a text beyond ASCII in UTF-8; `undefined` where nobody has looked. */
  isUtf8(name: StoredName, version: string): boolean | undefined;
  /** Remembers an object that matches its name. One that was committed stays so. */
  note(name: StoredName, object: Pick<KnownObject, 'version'> & Partial<KnownObject>): void;
  forget(name: StoredName): void;
  clear(): void;
}

/** Remembers so many objects; the least recently used is forgotten, and hashed again. */
export function createKnownObjects(maxObjects: number): KnownObjects {
  const objects = new LRUCache<StoredName, KnownObject>({
    // `max` instead of `maxSize` would allocate for all entries at once.
    maxSize: maxObjects,
    sizeCalculation: () => 1,
  });

  function find(name: StoredName, version: string): KnownObject | undefined {
    const known = objects.get(name);
    return known?.version === version ? known : undefined;
  }

  return {
    isCommitted: (name, version) => find(name, version)?.isCommitted === true,
    isUtf8: (name, version) => find(name, version)?.isUtf8,
    note(name, { version, isCommitted = false, isUtf8 }) {
      const known = find(name, version);
      objects.set(name, {
        version,
        isCommitted: isCommitted || known?.isCommitted === true,
        isUtf8: isUtf8 ?? known?.isUtf8,
      });
    },
    forget: (name) => void objects.delete(name),
    clear: () => objects.clear(),
  };
}
