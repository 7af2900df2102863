import { defaultQuarantineLimits } from '../limits/quarantine-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { QuarantineOutcome } from '../quarantine/quarantine.ts';
import { createQuarantineIndex, type Quarantined } from '../quarantine/quarantine-index.ts';
import type { MemorySpace } from './memory-body.ts';

/** The copies in a storage in memory, and which of them it has committed itself. */
export interface MemoryCopies {
  get(name: StoredName): Uint8Array<ArrayBuffer> | undefined;
  /** Gives bytes, whose space is reserved already, a name in place of any other copy. */
  commit(name: StoredName, bytes: Uint8Array<ArrayBuffer>, replacing: 'absent' | 'corrupt'): void;
  /** Takes the copy that is there for committed; throws where there is none. */
  adopt(name: StoredName): void;
  isCommitted(name: StoredName): boolean;
  /** Takes the copy for committed no more. */
  invalidate(name: StoredName): void;
  invalidateAll(): void;
  /** Removes a copy and releases its space; `false` when there was none. */
  remove(name: StoredName): boolean;
  /** Removes a copy of that version; its name is remembered. */
  quarantine(name: StoredName, version: string): QuarantineOutcome;
  readonly quarantined: Quarantined;
  /** A text for each copy that was ever there. */
  versionOf(bytes: Uint8Array): string;
}

export function createMemoryCopies(
  files: Map<StoredName, Uint8Array<ArrayBuffer>>,
  space: MemorySpace,
): MemoryCopies {
  /** Bytes that somebody else put under a name since then are another copy. */
  const committed = new Map<StoredName, Uint8Array>();
  /** The bytes whose space is counted: those that somebody else put there are not. */
  const counted = new WeakSet<Uint8Array>(files.values());
  const quarantined = createQuarantineIndex(defaultQuarantineLimits);
  const versions = new WeakMap<Uint8Array, string>();
  let versionCount = 0;

  function remove(name: StoredName): boolean {
    const bytes = files.get(name);
    if (bytes === undefined) return false;
    if (counted.has(bytes)) space.release(bytes.length);
    committed.delete(name);
    return files.delete(name);
  }

  function versionOf(bytes: Uint8Array): string {
    let version = versions.get(bytes);
    if (version === undefined) {
      versionCount += 1;
      version = String(versionCount);
      versions.set(bytes, version);
    }
    return version;
  }

  function noteReplaced(name: StoredName): void {
    if (!quarantined.delete(name)) quarantined.countFound();
    quarantined.countReplaced();
  }

  return {
    get: (name) => files.get(name),
    commit(name, bytes, replacing) {
      remove(name);
      files.set(name, bytes);
      counted.add(bytes);
      committed.set(name, bytes);
      if (replacing === 'corrupt' || quarantined.has(name)) noteReplaced(name);
    },
    adopt(name) {
      const bytes = files.get(name);
      if (bytes === undefined) throw new Error('A stored file vanished while it was adopted.');
      committed.set(name, bytes);
      if (quarantined.has(name)) noteReplaced(name);
    },
    isCommitted: (name) => files.has(name) && committed.get(name) === files.get(name),
    invalidate: (name) => void committed.delete(name),
    invalidateAll: () => committed.clear(),
    remove(name) {
      const wasQuarantined = quarantined.delete(name);
      return remove(name) || wasQuarantined;
    },
    quarantine(name, version) {
      const bytes = files.get(name);
      if (bytes === undefined || versionOf(bytes) !== version) return 'changed';
      if (!quarantined.hasSpaceFor(name)) return 'full';
      remove(name);
      quarantined.countFound();
      // Names alone take no space that counts.
      quarantined.add(name, 0);
      return 'quarantined';
    },
    quarantined,
    versionOf,
  };
}
