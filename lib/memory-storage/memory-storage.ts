import { TooLargeError } from '../errors/domain-errors.ts';
import type { CreateSha1 } from '../host/hash.ts';
import { portableTextCheck } from '../host/text-check.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { ReadableFile } from '../storage/read-content.ts';
import type { CopyState, CorruptListener, StagedFile, StorageBackend } from '../storage/storage.ts';
import { createStoredFile, type StoredFile } from '../storage/stored-file.ts';
import { createVerification } from '../storage/verification.ts';
import {
  createMemoryBody,
  createMemorySpace,
  type MemoryBody,
  type MemorySpace,
  type WholeBody,
} from './memory-body.ts';
import { createMemoryCopies, type MemoryCopies } from './memory-copies.ts';
import { createMemoryPartials, type MemoryPartials } from './memory-partials.ts';

/*
 * A storage without a disk: a map of names to bytes, for tests of an application and for trying the
 * handlers. It keeps every promise of the port but one: nothing outlives the process.
 *
 * A copy is absent, then staged (counted, and hashed while it passes), then committed by one change
 * of the map, so that no reader sees a part of it (I3). Bytes that somebody else put into the map
 * are a copy that was found there: intact, and then adopted, or corrupt, and then replaced or
 * quarantined, which here means that its name alone is remembered. Every whole read is hashed.
 * Bytes are copied on their way in and out, so that no caller changes a file. Files, staged bodies
 * and partial transfers count against one limit (I6). After a crash nothing is there, neither files
 * nor parts of them.
 */

/** Enough to try things, and too little to fill a machine. */
const defaultMaxBytes = 256 * 1024 * 1024;

export interface MemoryStorageOptions {
  readonly createSha1: CreateSha1;
  /** Beyond so many bytes in all an upload gets a `NoSpaceError`; 256 MiB unless given. */
  readonly maxBytes?: number;
  /**
   * Where the files are kept, so that a caller sees them, or keeps them for another storage; a map
   * of its own unless given. What is in it at first is found there, as by a start on a disk. Bytes
   * that a caller puts there later are served, but do not count as used; it must not remove any.
   */
  readonly files?: Map<StoredName, Uint8Array<ArrayBuffer>>;
}

/** A storage in memory, for tests and trials. */
export function createMemoryStorage(options: MemoryStorageOptions): StorageBackend {
  const { createSha1, maxBytes = defaultMaxBytes, files = new Map() } = options;
  const usedBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const space = createMemorySpace(maxBytes, usedBytes, () => partials.spare);
  const copies = createMemoryCopies(files, space);
  const createBody = (): MemoryBody => createMemoryBody(createSha1, space);
  const toStagedFile = (body: WholeBody): StagedFile => createStagedFile(copies, space, body);
  const partials: MemoryPartials = createMemoryPartials({ space, createBody, toStagedFile });
  /** Files that are being streamed to somebody. */
  const readers = new Set<ReadableFile>();
  let onCorrupt: CorruptListener = () => undefined;

  function stateOf(name: StoredName): CopyState {
    const bytes = copies.get(name);
    if (bytes === undefined) return 'absent';
    if (copies.isCommitted(name)) return 'committed';
    return isIntact(name, bytes) ? 'intact' : 'corrupt';
  }

  function isIntact(name: StoredName, bytes: Uint8Array): boolean {
    const hasher = createSha1();
    hasher.update(bytes);
    return hasher.digest() === partsOf(name).sha1;
  }

  function noteCorrupt(name: StoredName, bytes: Uint8Array): void {
    copies.invalidate(name);
    onCorrupt(name, copies.versionOf(bytes));
  }

  function open(name: StoredName): StoredFile | undefined {
    const bytes = copies.get(name);
    if (bytes === undefined) return undefined;
    const verify = () =>
      createVerification(createSha1, name, { onCorrupt: () => noteCorrupt(name, bytes) });
    return createStoredFile(toReadable(bytes), bytes.length, readers, {
      verify,
      isUtf8: async () => isUtf8(bytes) && stateOf(name) !== 'corrupt',
    });
  }

  return {
    knowsDeleted: false,
    checkSpace: async (sizeBytes) => space.check(sizeBytes),
    stage: async (body, maxSizeBytes) =>
      toStagedFile(await receive(body, createBody(), maxSizeBytes)),
    stateOf: async (name) => stateOf(name),
    adopt: async (name) => copies.adopt(name),
    open: async (name) => open(name),
    async version(name) {
      const bytes = copies.get(name);
      return bytes && copies.versionOf(bytes);
    },
    sizeOf: async (name) => copies.get(name)?.length,
    ensureDurable: async () => undefined,
    async verify(name, onRead) {
      const bytes = copies.get(name);
      if (bytes === undefined) return 'absent';
      await onRead(bytes.length);
      if (isIntact(name, bytes)) return 'intact';
      if (copies.get(name) !== bytes) return 'absent';
      noteCorrupt(name, bytes);
      return 'corrupt';
    },
    quarantine: async (name, version) => copies.quarantine(name, version),
    quarantined: copies.quarantined,
    remove: async (name) => copies.remove(name),
    async removeAll(names) {
      for (const name of names) copies.remove(name);
      return new Map();
    },
    isInPlace: async () => true,
    partials,
    recover: async () => undefined,
    async *list() {
      yield* files.keys();
    },
    onCorrupt(listener) {
      onCorrupt = listener;
    },
    invalidateAll: () => copies.invalidateAll(),
    finished: async () => undefined,
  };
}

function isUtf8(bytes: Uint8Array): boolean {
  return !portableTextCheck.isAscii(bytes) && portableTextCheck.isUtf8(bytes);
}

async function receive(
  body: AsyncIterable<Uint8Array>,
  received: MemoryBody,
  maxSizeBytes: number,
): Promise<WholeBody> {
  try {
    for await (const chunk of body) {
      if (received.sizeBytes + chunk.length > maxSizeBytes) {
        throw new TooLargeError(`The body is larger than the limit of ${maxSizeBytes} bytes.`);
      }
      received.append(chunk);
    }
    return received.finish();
  } catch (error) {
    received.discard();
    throw error;
  }
}

function createStagedFile(
  copies: MemoryCopies,
  space: MemorySpace,
  { sha1, bytes }: WholeBody,
): StagedFile {
  let name: StoredName | undefined;
  let isStaged = true;
  return {
    sha1,
    sizeBytes: bytes.length,
    async prepare(wanted) {
      if (name !== undefined) throw new Error('A staged file was prepared twice.');
      name = wanted;
    },
    async commit({ replacing }) {
      if (name === undefined)
        throw new Error('A staged file was committed before it was prepared.');
      copies.commit(name, bytes, replacing);
      isStaged = false;
    },
    async dispose() {
      name = undefined;
      if (isStaged) space.release(bytes.length);
      isStaged = false;
    },
  };
}

function toReadable(bytes: Uint8Array<ArrayBuffer>): ReadableFile {
  return {
    read: async (position, length) => bytes.slice(position, position + length),
    close: async () => undefined,
  };
}
