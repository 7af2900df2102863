import {
  InvalidNameError,
  NameConflictError,
  NameDeletedError,
  ObjectStoreError,
  TooLargeError,
} from '../errors/domain-errors.ts';
import { contentType, isText } from '../http/content-type.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { StagedFile, StorageBackend } from '../storage/storage.ts';
import { CorruptFileError } from '../storage/verification.ts';
import type { Tombstones } from '../tombstones/tombstones.ts';
import type { CopiedKind } from './finding-kinds.ts';
import { UnreadableSourceError } from './source-file.ts';

/** Where files are copied to. Nobody else writes there, or it is one that many may write to. */
export interface CopyTarget {
  readonly storage: Pick<StorageBackend, 'stateOf' | 'adopt' | 'sizeOf' | 'finished'>;
  /** Stages a content as a `StorageBackend` does. */
  stage(source: CopySource, isText: boolean): Promise<StagedFile>;
  readonly tombstones: Pick<Tombstones, 'has'>;
}

/** A file that is copied. */
export interface CopySource {
  readonly name: StoredName;
  readonly sizeBytes: number;
  /**
   * Its content, from the beginning at each call; rejects with an `UnreadableSourceError` or a
   * `CorruptFileError`.
   */
  read(): AsyncIterable<Uint8Array>;
}

/** What was done with a file, and why if its kind does not say it. */
export interface CopyOutcome {
  readonly kind: CopiedKind;
  readonly error?: unknown;
}

/**
 * Copies one file, if it is what its name says. One of its size that is there already is not read
 * again: only a whole file ever has a name. The copy is durable when this resolves. Rejects where
 * the target fails; then nothing is left of the file.
 */
export async function copyFile(source: CopySource, target: CopyTarget): Promise<CopyOutcome> {
  const { name, sizeBytes } = source;
  const { storage, tombstones } = target;
  if (await tombstones.has(name)) return { kind: 'deleted' };
  const sizeThere = await storage.sizeOf(name);
  if (sizeThere === sizeBytes) return { kind: 'present' };
  const state = sizeThere === undefined ? 'absent' : await storage.stateOf(name);
  if (state === 'deleted') return { kind: 'deleted' };
  if (state === 'intact') await storage.adopt(name);
  if (state === 'intact' || state === 'committed') return { kind: 'present' };
  try {
    return { kind: await store(source, target, state) };
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === undefined) throw error;
    return outcome;
  }
}

/** Nothing is left of a content that is not the one that the name speaks of. */
async function store(
  source: CopySource,
  target: CopyTarget,
  replacing: 'absent' | 'corrupt',
): Promise<CopiedKind> {
  const { name } = source;
  const { sha1, extension } = partsOf(name);
  const staged = await target.stage(source, isText(contentType(extension)));
  try {
    if (staged.sha1 !== sha1) return 'corrupt';
    await staged.prepare(name);
    await staged.commit({ replacing });
    return replacing === 'absent' ? 'copied' : 'replaced';
  } finally {
    await staged.dispose();
  }
}

/** What an error says of the one file that it is about; `undefined` for any other. */
function outcomeOf(error: unknown): CopyOutcome | undefined {
  if (error instanceof UnreadableSourceError) return { kind: 'unreadable', error };
  if (error instanceof CorruptFileError) return { kind: 'corrupt' };
  if (error instanceof NameDeletedError) return { kind: 'deleted' };
  const isRefusal = refusals.some((refusal) => error instanceof refusal);
  if (isRefusal) return { kind: 'refused', error };
  if (!(error instanceof ObjectStoreError) || !refusingCodes.has(error.code)) return undefined;
  return { kind: 'refused', error: new Error(`${error.detail} (${error.code})`) };
}

const refusals = [InvalidNameError, NameConflictError, TooLargeError];
/**
 * A bucket that works says these of one object: its key, with the prefix, or its size is beyond
 * what that store holds, or what is under the name can't be replaced.
 */
const refusingCodes = new Set([
  ...['KeyTooLongError', 'InvalidObjectName', 'EntityTooLarge', 'EmptyObject'],
]);
