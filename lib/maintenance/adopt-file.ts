import { InvalidNameError, NameConflictError, TooLargeError } from '../errors/domain-errors.ts';
import type { FileSystem } from '../host/file-system.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { StorageBackend } from '../storage/storage.ts';
import type { Tombstones } from '../tombstones/tombstones.ts';
import type { AdoptedKind } from './finding-kinds.ts';
import { readSourceFile, type SourceReading, UnreadableSourceError } from './source-file.ts';

/** Where files are adopted from and to. */
export interface AdoptFileParts extends SourceReading {
  /** Any directory with copies of stored files; nothing in it is changed. */
  readonly source: Pick<FileSystem, 'entries' | 'open' | 'stat'>;
  readonly storage: Pick<StorageBackend, 'stateOf' | 'adopt' | 'stage' | 'finished'>;
  readonly tombstones: Pick<Tombstones, 'has'>;
}

/** What was done with a file, and why if its kind does not say it. */
export interface AdoptionOutcome {
  readonly kind: AdoptedKind;
  readonly error?: unknown;
}

/**
 * Copies the file at a path of the source into the storage, if it is what its name says and is not
 * there yet. It is durable when this resolves. Rejects where the storage fails or is full, and with
 * the signal's reason; then nothing is left of the file. The caller holds the lock of the name.
 */
export async function adoptFile(
  parts: AdoptFileParts,
  name: StoredName,
  path: string,
): Promise<AdoptionOutcome> {
  const { storage, tombstones } = parts;
  if (await tombstones.has(name)) return { kind: 'deleted' };
  const state = await storage.stateOf(name);
  if (state === 'deleted') return { kind: 'deleted' };
  // A run that was cut short may have left it, and not have made it durable.
  if (state === 'intact') await storage.adopt(name);
  if (state === 'intact' || state === 'committed') return { kind: 'present' };
  try {
    const isAdopted = await copyFile(parts, name, path, state);
    if (!isAdopted) return { kind: 'corrupt' };
    return { kind: state === 'absent' ? 'adopted' : 'replaced' };
  } catch (error) {
    if (error instanceof UnreadableSourceError) return { kind: 'unreadable', error };
    if (isRefusal(error)) return { kind: 'refused', error };
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return [InvalidNameError, NameConflictError, TooLargeError].some((kind) => error instanceof kind);
}

/** Returns whether the content is the one that the name speaks of; nothing is left of another. */
async function copyFile(
  parts: AdoptFileParts,
  name: StoredName,
  path: string,
  replacing: 'absent' | 'corrupt',
): Promise<boolean> {
  const content = readSourceFile(parts.source, path, parts);
  const staged = await parts.storage.stage(content, Infinity);
  try {
    if (staged.sha1 !== partsOf(name).sha1) return false;
    await staged.prepare(name);
    await staged.commit({ replacing });
    return true;
  } finally {
    await staged.dispose();
  }
}
