import type { FileHandle } from '../host/file-system.ts';
import type { Hasher } from '../host/hash.ts';
import { CorruptFileError, type Verification } from './verification.ts';

/** The largest chunk read at a time. A file of no more bytes is read at once. */
export const chunkBytes = 128 * 1024;
/**
 * Chunks shrink as concurrent reads grow, because a stalled reader holds two of them in memory. Up
 * to 64 readers get whole chunks.
 */
const sharedBytes = 64 * chunkBytes;
const minChunkBytes = 16 * 1024;

/** An open file, as far as it is read. */
export type ReadableFile = Pick<FileHandle, 'read' | 'close'>;

/**
 * An open file whose whole content, if it is read at once, is kept for the next read: that of a
 * small text is read for its encoding, and then again to be sent.
 */
export function keepForNextRead(file: ReadableFile, sizeBytes: number): ReadableFile {
  let kept: Promise<Uint8Array<ArrayBuffer>> | undefined;
  return {
    read(position, length) {
      if (length !== sizeBytes) return file.read(position, length);
      const bytes = kept ?? file.read(position, length);
      kept = kept === undefined ? bytes : undefined;
      return bytes;
    },
    close: () => file.close(),
  };
}

/** A span of an open file: from byte `first` up to, not including, byte `end`. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/**
 * Streams a span of a file, and closes the file whichever way the reading ends. With a verification
 * the last chunk is held back until the hash of all bytes agrees (I3). `readers` are all files that
 * are being streamed.
 */
export function streamSpan(
  file: ReadableFile,
  span: Span,
  readers: Set<ReadableFile>,
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
  return Math.max(Math.min(share, chunkBytes), minChunkBytes);
}

async function readChunk(
  file: ReadableFile,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await file.read(position, length);
  if (bytes.length === 0) throw new CorruptFileError('it became shorter while it was read');
  return bytes;
}

/** Reads a small file at once and closes it. */
export async function readWhole(
  file: ReadableFile,
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

/** Verifies an open file before it is read; closes it where it is corrupt, or can't be read. */
export async function verifyWhole(
  file: ReadableFile,
  sizeBytes: number,
  verification: Verification,
): Promise<void> {
  try {
    await readIntoHasher(file, sizeBytes, verification.hasher);
    verification.finish(verification.hasher.digest());
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Feeds an open file to a hash, up to `sizeBytes` or to where the file ends before that; `onChunk`
 * gets the size of each chunk, and is awaited before the next one is read.
 */
export async function readIntoHasher(
  file: ReadableFile,
  sizeBytes: number,
  hasher: Pick<Hasher, 'update'>,
  onChunk: (bytes: number) => void | Promise<void> = () => undefined,
): Promise<void> {
  for (let position = 0; position < sizeBytes; ) {
    const bytes = await file.read(position, Math.min(chunkBytes, sizeBytes - position));
    if (bytes.length === 0) break;
    hasher.update(bytes);
    position += bytes.length;
    await onChunk(bytes.length);
  }
}
