import {
  chunkBytes,
  type ReadableFile,
  readWhole,
  streamSpan,
  verifyWhole,
} from './read-content.ts';
import type { Verification } from './verification.ts';

/** An open stored file. Reading its bytes closes it, and so does leaving them half-read. */
export interface StoredFile {
  readonly sizeBytes: number;
  /**
   * Whether the content, a text, goes beyond ASCII and is valid UTF-8. A copy that was not staged
   * as a text in this process is read and verified first, and the outcome is remembered. For a
   * large one that would take too long: it is `undefined` until `readAll` has found it out. Leaves
   * the file open; `false` for a corrupt copy.
   */
  isUtf8(): Promise<boolean | undefined>;
  /**
   * The whole content, verified: the last chunk is held back until the SHA-1 agrees (I3), and of a
   * file up to 1 MiB all of it. Rejects with a `CorruptFileError` where that is known beforehand.
   */
  readAll(): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** The bytes from `first` to `last`, both included; a part of a file can't be verified. */
  readRange(first: number, last: number): ReadableStream<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/**
 * A file up to this size, in bytes, is verified before its first byte is sent, as long as another
 * node can still be asked for it. To read more of it twice would take too long.
 */
const verifiedFirstBytes = 1024 * 1024;

/** What is known of the content of an open file, or can be found out. */
export interface ContentFacts extends Pick<StoredFile, 'isUtf8'> {
  /** Begins the verification of a whole read, or says that the copy needs none. */
  verify(): Verification | undefined;
}

/**
 * An open file as handlers read it: a small one at once, a large one in chunks. `readers` are all
 * files that are being streamed.
 */
export function createStoredFile(
  file: ReadableFile,
  sizeBytes: number,
  readers: Set<ReadableFile>,
  { verify, isUtf8 }: ContentFacts,
): StoredFile {
  async function streamAll(
    verification: Verification | undefined,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const span = { first: 0, end: sizeBytes };
    const isFirst = verification !== undefined && sizeBytes <= verifiedFirstBytes;
    if (!isFirst) return streamSpan(file, span, readers, verification);
    await verifyWhole(file, sizeBytes, verification);
    return streamSpan(file, span, readers);
  }

  return {
    sizeBytes,
    isUtf8,
    readAll() {
      const verification = verify();
      const isSmall = sizeBytes <= chunkBytes;
      return isSmall ? readWhole(file, sizeBytes, verification) : streamAll(verification);
    },
    readRange: (first, last) => streamSpan(file, { first, end: last + 1 }, readers),
    close: () => file.close(),
  };
}
