import type { CreateSha1 } from '../host/hash.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { ObjectInfo, ObjectStore, OpenObject } from '../object-store/object-store.ts';
import { type ReadableFile, readIntoHasher, streamSpan } from '../storage/read-content.ts';
import type { CopyState, CorruptListener, Storage } from '../storage/storage.ts';
import { createStoredFile, type StoredFile } from '../storage/stored-file.ts';
import { alsoScan, createVerification, type Verification } from '../storage/verification.ts';
import type { CreateTextScan, TextScan } from '../transfers/text-scan.ts';
import type { BodyReceiverParts } from './body-receiver.ts';
import { keepContent } from './kept-content.ts';
import type { KnownObjects } from './known-objects.ts';
import { createObjectContent } from './object-content.ts';

export interface ObjectReaderParts {
  readonly store: Pick<ObjectStore, 'get' | 'head'>;
  readonly known: KnownObjects;
  /** The memory for bodies. */
  readonly space: BodyReceiverParts['space'];
  /** An object up to this size, in bytes, is verified before its first byte is sent. */
  readonly maxKeptBytes: number;
  readonly createSha1: CreateSha1;
  readonly createTextScan: CreateTextScan;
  /** Whether a version was found to be corrupt, so that nothing of it is read any more. */
  readonly isCorrupt: (name: StoredName, version: string) => boolean;
  readonly onCorrupt: CorruptListener;
  readonly onIntact: (name: StoredName) => void;
}

/** The part of a storage that reads. Every whole read is hashed (I3). */
export type ObjectReader = Pick<Storage, 'open' | 'stateOf' | 'verify'>;

/** Creates what reads the objects of a store. */
export function createObjectReader(parts: ObjectReaderParts): ObjectReader {
  const { store, known, space, createSha1, createTextScan, maxKeptBytes } = parts;
  /** Objects that are being streamed to somebody. */
  const readers = new Set<ReadableFile>();

  function noteCorrupt(name: StoredName, version: string): void {
    known.forget(name);
    parts.onCorrupt(name, version);
  }

  function noteIntact(name: StoredName, version: string, isUtf8?: boolean): void {
    known.note(name, { version, isUtf8 });
    parts.onIntact(name);
  }

  function createCheck(name: StoredName, version: string, scan?: TextScan): Verification {
    const verification = createVerification(createSha1, name, {
      onIntact: () => noteIntact(name, version, scan?.isUtf8()),
      onCorrupt: () => noteCorrupt(name, version),
    });
    return scan === undefined ? verification : alsoScan(verification, scan);
  }

  /** Verifies a whole text, and finds out its encoding. */
  async function scanText(
    file: ReadableFile,
    name: StoredName,
    { version, sizeBytes }: ObjectInfo,
  ): Promise<boolean> {
    const scan = createTextScan();
    const { hasher, finish } = createCheck(name, version, scan);
    await readIntoHasher(file, sizeBytes, hasher);
    try {
      finish(hasher.digest());
    } catch {
      // It was reported, and its next read fails.
      return false;
    }
    return scan.isUtf8();
  }

  function toStoredFile(
    name: StoredName,
    object: ObjectInfo,
    body?: OpenObject['body'],
  ): StoredFile {
    const { sizeBytes, version } = object;
    const whole = { key: name, version, first: 0, end: sizeBytes };
    const content = createObjectContent(store, whole, body);
    const isSmall = sizeBytes <= maxKeptBytes;
    const file = isSmall ? keepContent(content, sizeBytes, space) : content;
    /** Of a large text of which nothing is known: its whole read finds it out. */
    let scan: TextScan | undefined;
    const stored = createStoredFile(file, sizeBytes, readers, {
      verify: () => createCheck(name, version, scan),
      async isUtf8() {
        const isKnown = object.isUtf8 ?? known.isUtf8(name, version);
        if (isKnown !== undefined) return isKnown;
        if (isSmall) return await scanText(file, name, object);
        scan = createTextScan();
        return undefined;
      },
    });
    return {
      ...stored,
      readRange(first, last) {
        const span = { first, end: last + 1 };
        void file.close();
        const range = createObjectContent(store, { ...whole, ...span });
        return streamSpan(range, span, readers);
      },
    };
  }

  function isReadable(name: StoredName, { isDeleted, version }: ObjectInfo): boolean {
    return !isDeleted && !parts.isCorrupt(name, version);
  }

  async function openWhole(name: StoredName): Promise<StoredFile | undefined> {
    const object = await store.get(name);
    if (object === undefined) return undefined;
    if (isReadable(name, object)) return toStoredFile(name, object, object.body);
    // Nobody wants to know of a body that it broke off.
    await object.body.cancel().catch(() => undefined);
    return undefined;
  }

  async function openPart(name: StoredName): Promise<StoredFile | undefined> {
    const object = await store.head(name);
    return object && isReadable(name, object) ? toStoredFile(name, object) : undefined;
  }

  async function verify(
    name: StoredName,
    onRead: (bytes: number) => Promise<void>,
  ): Promise<'intact' | 'corrupt' | 'absent'> {
    const object = await store.get(name);
    if (object === undefined) return 'absent';
    const { sizeBytes, version, isDeleted, body } = object;
    const span = { key: name, version, first: 0, end: sizeBytes };
    const content = createObjectContent(store, span, body);
    try {
      if (isDeleted) return 'absent';
      const hasher = createSha1();
      await readIntoHasher(content, sizeBytes, hasher, onRead);
      if (hasher.digest() === partsOf(name).sha1) {
        noteIntact(name, version);
        return 'intact';
      }
    } finally {
      await content.close();
    }
    // Another node may have replaced or deleted it.
    const found = await store.head(name);
    if (found?.version !== version || found.isDeleted) return 'absent';
    noteCorrupt(name, version);
    return 'corrupt';
  }

  async function stateOf(name: StoredName, reason?: 'offer' | 'fresh'): Promise<CopyState> {
    const object = await store.head(name);
    if (object === undefined) return 'absent';
    if (object.isDeleted) return 'deleted';
    const { version, sizeBytes } = object;
    if (known.isCommitted(name, version)) return 'committed';
    if (parts.isCorrupt(name, version)) return 'corrupt';
    // An empty one may have lost its content, and takes next to nothing to verify.
    if (reason === 'offer' && sizeBytes > 0) return 'committed';
    return await verify(name, async () => undefined);
  }

  return {
    open: (name, use = 'whole') => (use === 'whole' ? openWhole(name) : openPart(name)),
    verify,
    stateOf,
  };
}
