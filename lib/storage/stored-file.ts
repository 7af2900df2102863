import {
  chunkBytes,
  type ReadableFile,
  readWhole,
  streamSpan,
  verifyWhole,
} from './read-content.ts';
import type { StoredFile } from './storage.ts';
import type { Verification } from './verification.ts';

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
  return {
    sizeBytes,
    isUtf8,
    async readAll() {
      const verification = verify();
      if (sizeBytes <= chunkBytes) return await readWhole(file, sizeBytes, verification);
      const span = { first: 0, end: sizeBytes };
      const isFirst = verification !== undefined && sizeBytes <= verifiedFirstBytes;
      if (!isFirst) return streamSpan(file, span, readers, verification);
      await verifyWhole(file, sizeBytes, verification);
      return streamSpan(file, span, readers);
    },
    readRange: (first, last) => streamSpan(file, { first, end: last + 1 }, readers),
    close: () => file.close(),
  };
}
