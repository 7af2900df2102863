import type { FileHandle } from '../host/file-system.ts';
import type { Hasher } from '../host/hash.ts';

/** How much is read from a disk at a time, at most. */
export const chunkBytes = 128 * 1024;
/**
 * The more large files are read at once, the less of each at a time: readers that take nothing hold
 * two chunks each. Up to 64 readers get whole chunks.
 */
const sharedBytes = 64 * chunkBytes;
const leastChunkBytes = 16 * 1024;

/**
 * A stored copy that does not hold what its name says. It is reported, and never sent to its end.
 */
export class CorruptFileError extends Error {
  constructor(detail: string) {
    super(`A stored file does not match its name: ${detail}.`);
    this.name = 'DamagedFileError';
  }
}

/**
 * Checks the bytes of a file as they pass; `finish` throws a `DamagedFileError` when they don't
 * match.
 */
export interface Verification {
  readonly hasher: Hasher;
  finish(sha1: string): void;
}

/** A span of an open file: from byte `first` up to, not including, byte `end`. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/**
 * Streams a span of a file and closes the file behind it, whichever way the reading ends. With a
 * verification the last chunk is held back until all bytes are known to be right (I3). `readers`
 * are all files that are being streamed.
 */
export function streamSpan(
  file: FileHandle,
  span: Span,
  readers: Set<FileHandle>,
  verification?: Verification,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let position = span.first;
  readers.add(file);

  function close(): Promise<void> {
    readers.delete(file);
    return file.close();
  }

  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const length = Math.min(chunkLength(readers.size), span.end - position);
          const bytes = await readChunk(file, position, length);
          position += bytes.length;
          verification?.hasher.update(bytes);
          if (position === span.end) {
            verification?.finish(verification.hasher.digest());
            await close();
          }
          controller.enqueue(bytes);
          if (position === span.end) controller.close();
        } catch (error) {
          await close();
          throw error;
        }
      },
      cancel: close,
    },
    { highWaterMark: 1 },
  );
}

function chunkLength(readers: number): number {
  const share = Math.floor(sharedBytes / readers);
  return Math.max(Math.min(share, chunkBytes), leastChunkBytes);
}

async function readChunk(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await file.read(position, length);
  if (bytes.length === 0) throw new CorruptFileError('it became shorter while it was read');
  return bytes;
}

/** Reads a small file at once and closes it. */
export async function readWhole(
  file: FileHandle,
  sizeBytes: number,
  verification?: Verification,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const bytes = await file.read(0, sizeBytes);
    if (bytes.length !== sizeBytes)
      throw new CorruptFileError('it became shorter while it was read');
    verification?.hasher.update(bytes);
    verification?.finish(verification.hasher.digest());
    return bytes;
  } finally {
    await file.close();
  }
}
