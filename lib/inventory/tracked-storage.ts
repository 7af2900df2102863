import type { StoredName } from '../names/stored-name.ts';
import type { CopyState, StagedFile, StorageBackend } from '../storage/storage.ts';
import { askSize } from './ask-size.ts';
import type { MutableInventory } from './inventory.ts';

/** What is known at once of a name that was made up just now. */
const absent = Promise.resolve<CopyState>('absent');

/**
 * The same storage, whose changes are noted in the inventory: by the call that makes them, so that
 * no way in or out can be forgotten.
 */
export function createTrackedStorage(
  storage: StorageBackend,
  inventory: MutableInventory,
): StorageBackend {
  function track(staged: StagedFile): StagedFile {
    const prepared: StoredName[] = [];
    return {
      ...staged,
      prepare(name, signal) {
        prepared.push(name);
        return staged.prepare(name, signal);
      },
      commit(options) {
        // Nobody knows with which size that copy was counted.
        if (options.replacing === 'corrupt') inventory.bytes.invalidate();
        const noteStored = (): void => {
          for (const name of prepared) inventory.noteStored(name, staged.sizeBytes);
        };
        return staged.commit(options).then(noteStored, (error) => {
          // An absent name is absent again, and a list may have been read in between.
          if (options.replacing === 'absent') prepared.forEach(inventory.noteRemoved);
          throw error;
        });
      },
    };
  }

  /** Not so where other nodes store files, or where a file may have the name in other letters. */
  function isCertainlyAbsent(name: StoredName): boolean {
    if (storage.knowsDeleted || !inventory.isComplete) return false;
    if (storage.foldsCase?.() === true) return false;
    return !inventory.stored.has(inventory.fingerprintName(name));
  }

  async function findState(name: StoredName, reason?: 'offer' | 'fresh'): Promise<CopyState> {
    const state = await storage.stateOf(name, reason);
    // Somebody may have removed it by hand, or a list may have missed it.
    if (state === 'absent') inventory.noteRemoved(name);
    else if (state === 'committed') inventory.noteStored(name);
    return state;
  }

  function noteQuarantined(name: StoredName): void {
    // It may not be listed yet, and a saved total may have it with a wrong size.
    if (!inventory.isComplete) inventory.bytes.invalidate();
    inventory.noteRemoved(name);
  }

  const { uploads } = storage;

  return {
    ...storage,
    ...(uploads !== undefined && {
      uploads: { ...uploads, stage: (upload) => uploads.stage(upload).then(track) },
    }),
    stage: (...body) => storage.stage(...body).then(track),
    stateOf: (name, reason) =>
      reason === 'fresh' && isCertainlyAbsent(name) ? absent : findState(name, reason),
    async adopt(name) {
      await storage.adopt(name);
      const isKnown = inventory.stored.has(inventory.fingerprintName(name));
      if (!isKnown) inventory.noteStored(name, await askSize(storage, name));
    },
    async quarantine(name, version) {
      const outcome = await storage.quarantine(name, version);
      if (outcome === 'quarantined') noteQuarantined(name);
      return outcome;
    },
    remove: (name) =>
      storage.remove(name).then((existed) => {
        inventory.noteRemoved(name);
        return existed;
      }),
    async removeAll(names) {
      const failures = await storage.removeAll(names);
      for (const name of names) if (!failures.has(name)) inventory.noteRemoved(name);
      return failures;
    },
    partials: {
      ...storage.partials,
      append: (...part) => storage.partials.append(...part).then(track),
    },
  };
}
