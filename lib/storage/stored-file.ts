import { chunkBytes, type ReadableFile, readWhole, streamSpan } from './read-content.ts';
import type { StoredFile } from './storage.ts';
import type { Verification } from './verification.ts';

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
      return streamSpan(file, { first: 0, end: sizeBytes }, readers, verification);
    },
    readRange: (first, last) => streamSpan(file, { first, end: last + 1 }, readers),
    close: () => file.close(),
  };
}
