import { describeError } from '../errors/describe-error.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileHandle, FileSystem } from '../host/file-system.ts';
import { chunkBytes } from '../storage/read-content.ts';

/** A file of a source can't be read; `cause` is the error of the system, if there is one. */
export class UnreadableSourceError extends Error {
  override readonly name = 'UnreadableSourceError';

  constructor(cause: unknown) {
    super(describeError(cause), { cause });
  }
}

/** A file has gone since it was found: it may have been deleted. */
export class GoneSourceError extends UnreadableSourceError {
  constructor() {
    super('It is not there any more.');
  }
}

/** How a file is read. */
export interface SourceReading {
  /** Called with the size of each chunk that was read. */
  readonly onRead: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * The content of a file, in chunks; it is open for as long as it is read. Rejects with an
 * `UnreadableSourceError` where it can't be read, so that no fault of a source looks like one of
 * the storage, and with the signal's reason once that has aborted.
 */
export async function* readSourceFile(
  files: Pick<FileSystem, 'open'>,
  path: string,
  reading: SourceReading,
): AsyncGenerator<Uint8Array> {
  const file = await orUnreadable(files.open(path));
  if (file === undefined) throw new GoneSourceError();
  try {
    yield* readChunks(file, reading);
  } finally {
    await file.close();
  }
}

async function* readChunks(
  file: FileHandle,
  { onRead, signal }: SourceReading,
): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position += chunkBytes) {
    signal.throwIfAborted();
    const bytes = await orUnreadable(file.read(position, chunkBytes));
    onRead(bytes.length);
    if (bytes.length > 0) yield bytes;
    if (bytes.length < chunkBytes) return;
  }
}

/** Waits for a step on a source; its failure is an `UnreadableSourceError`. */
export async function orUnreadable<Result>(step: Promise<Result>): Promise<Result> {
  try {
    return await step;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw new UnreadableSourceError(error);
  }
}
