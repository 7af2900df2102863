import { NoSpaceError } from '../errors/domain-errors.ts';
import type { CreateSha1 } from '../host/hash.ts';

/** How many bytes a storage in memory may hold: files, staged bodies and partial transfers. */
export interface MemorySpace {
  /** Throws a `NoSpaceError` where so many bytes would not fit even without what is spare. */
  check(sizeBytes: number): void;
  /** Counts bytes that are kept from now on; the same error where they do not fit. */
  reserve(sizeBytes: number): void;
  /** The same for who can do without: `false`, and counts nothing, where they do not fit. */
  tryReserve(sizeBytes: number): boolean;
  release(sizeBytes: number): void;
}

/** What is given up when the space runs short. */
export interface SpareBodies {
  readonly sizeBytes: number;
  /** Drops one and releases its space; `false` when there is none. */
  dropOldest(): boolean;
}

/** `usedBytes` are taken from the start; `spare` is asked once the space runs short. */
export function createMemorySpace(
  maxBytes: number,
  usedBytes: number,
  spare: () => SpareBodies,
): MemorySpace {
  let used = usedBytes;

  function noSpace(): NoSpaceError {
    return new NoSpaceError(`The storage in memory is limited to ${maxBytes} bytes.`);
  }

  function tryReserve(sizeBytes: number): boolean {
    while (used + sizeBytes > maxBytes) {
      if (!spare().dropOldest()) return false;
    }
    used += sizeBytes;
    return true;
  }

  return {
    check(sizeBytes) {
      if (used - spare().sizeBytes + sizeBytes > maxBytes) throw noSpace();
    },
    reserve(sizeBytes) {
      if (!tryReserve(sizeBytes)) throw noSpace();
    },
    tryReserve,
    release(sizeBytes) {
      used -= sizeBytes;
    },
  };
}

/** A body that was received whole. */
export interface WholeBody {
  readonly sha1: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A body that grows in memory, hashed while it does. */
export interface MemoryBody {
  readonly sizeBytes: number;
  /** Throws a `NoSpaceError` where the bytes do not fit. */
  append(bytes: Uint8Array): void;
  /** Ends the body, which keeps its space. Called once. */
  finish(): WholeBody;
  /** Gives the space of an unfinished body back. */
  discard(): void;
}

export function createMemoryBody(createSha1: CreateSha1, space: MemorySpace): MemoryBody {
  const hasher = createSha1();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    append(bytes) {
      space.reserve(bytes.length);
      hasher.update(bytes);
      // A copy: the sender may use its buffer again.
      chunks.push(bytes.slice());
      sizeBytes += bytes.length;
    },
    finish() {
      const bytes = new Uint8Array(sizeBytes);
      let position = 0;
      for (const chunk of chunks) {
        bytes.set(chunk, position);
        position += chunk.length;
      }
      return { sha1: hasher.digest(), bytes };
    },
    discard: () => space.release(sizeBytes),
  };
}
