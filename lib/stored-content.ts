import type { OpenFile } from './file-system.ts';
import type { Hasher } from './hasher.ts';

/** How much is read from a disk at a time. */
export const chunkBytes = 128 * 1024;

/**
 * A stored copy that does not hold what its name says. It is reported, and never sent to its end.
 */
export class DamagedFileError extends Error {
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
 * verification the last chunk is held back until all bytes are known to be right (I3).
 */
export function streamSpan(
  file: OpenFile,
  span: Span,
  verification?: Verification,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let position = span.first;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const bytes = await readChunk(file, position, span.end);
          position += bytes.length;
          verification?.hasher.update(bytes);
          if (position === span.end) {
            verification?.finish(verification.hasher.digest());
            await file.close();
          }
          controller.enqueue(bytes);
          if (position === span.end) controller.close();
        } catch (error) {
          await file.close();
          throw error;
        }
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 1 },
  );
}

async function readChunk(
  file: OpenFile,
  position: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await file.read(position, Math.min(chunkBytes, end - position));
  if (bytes.length === 0) throw new DamagedFileError('it became shorter while it was read');
  return bytes;
}

/** Reads a small file at once and closes it. */
export async function readWhole(
  file: OpenFile,
  sizeBytes: number,
  verification?: Verification,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const bytes = await file.read(0, sizeBytes);
    if (bytes.length !== sizeBytes)
      throw new DamagedFileError('it became shorter while it was read');
    verification?.hasher.update(bytes);
    verification?.finish(verification.hasher.digest());
    return bytes;
  } finally {
    await file.close();
  }
}
