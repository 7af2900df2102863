import { writeBody } from '../disk/write-body.ts';
import { TooLargeError, WrongChecksumError } from '../errors/domain-errors.ts';
import { nowSeconds } from '../host/clock.ts';
import { type Checkpoints, createCheckpoints, noCheckpoints, syncBytes } from './checkpoints.ts';
import { type OpenBytes, openBytes } from './open-bytes.ts';
import { saveInfo, type Upload, type UploadParts } from './upload-parts.ts';

/** What the bytes of one request must be. */
export interface ExpectedBytes {
  /** How large the upload may become with them. */
  readonly maxSizeBytes: number;
  /** Their SHA-1, in hex. Where it is given they count together, or not at all. */
  readonly sha1?: string | undefined;
}

/** How the writing of a body stands. */
interface Progress {
  /** How many bytes of the upload are written, those from before included. */
  written: number;
  /** Whether no write has failed half-way. */
  isIntact: boolean;
}

/**
 * Writes bytes behind those of an upload, and makes them durable. Of a body that breaks off all is
 * kept that has come of it, but where it has a hash of its own.
 */
export async function appendBytes(
  parts: UploadParts,
  upload: Upload,
  body: AsyncIterable<Uint8Array>,
  expected: ExpectedBytes,
): Promise<void> {
  const open = await openBytes(parts, upload);
  const { file } = open;
  const isWhole = expected.sha1 !== undefined;
  const checkpoints = isWhole ? noCheckpoints : createCheckpoints(parts, upload, file);
  const progress: Progress = { written: upload.info.offset, isIntact: true };
  try {
    try {
      await write(parts, open, { body, expected, checkpoints, progress });
    } catch (error) {
      await Promise.allSettled([checkpoints.finished()]);
      if (!isWhole && progress.isIntact) {
        await keep(parts, upload, open, progress.written).catch(() => undefined);
      }
      // What does not count takes no space until somebody goes on.
      if (!upload.isBroken) await Promise.allSettled([file.truncate(upload.info.offset)]);
      throw error;
    }
    await checkpoints.finished();
    await keep(parts, upload, open, progress.written);
  } finally {
    await file.close();
  }
}

async function write(
  { health, freeSpace, createSha1 }: UploadParts,
  { file, hasher }: OpenBytes,
  {
    body,
    expected: { maxSizeBytes, sha1 },
    checkpoints,
    progress,
  }: {
    readonly body: AsyncIterable<Uint8Array>;
    readonly expected: ExpectedBytes;
    readonly checkpoints: Checkpoints;
    readonly progress: Progress;
  },
): Promise<void> {
  const own = sha1 === undefined ? undefined : createSha1();
  for await (const chunk of body) {
    if (progress.written + chunk.length > maxSizeBytes) {
      throw new TooLargeError(`The upload would be larger than its ${maxSizeBytes} bytes.`);
    }
    await freeSpace.reserve(chunk.length);
    progress.isIntact = false;
    const writing = writeBody(health, file, chunk);
    // Hashed while the disk writes it.
    hasher.update(chunk);
    own?.update(chunk);
    await writing;
    progress.isIntact = true;
    progress.written += chunk.length;
    checkpoints.note(progress.written);
  }
  if (own !== undefined && own.digest() !== sha1) throw new WrongChecksumError();
}

/** Makes durable what has come, and says so. The last bytes settle the stamp of the file. */
async function keep(
  parts: UploadParts,
  upload: Upload,
  { file, hasher }: OpenBytes,
  written: number,
): Promise<void> {
  const { info } = upload;
  const isComplete = written === info.sizeBytes;
  if (isComplete || written > info.offset) await syncBytes(parts, upload, file);
  if (isComplete) {
    const stamp = { sha1: hasher.digest(), seconds: nowSeconds(parts.clock) };
    await saveInfo(parts, upload, { ...info, offset: written, stamp });
    return;
  }
  if (written > info.offset) await saveInfo(parts, upload, { ...info, offset: written });
  upload.hashed = { hasher, bytes: written };
}
