import type { FreeSpace } from '../disk/free-space.ts';
import type { DiskHealth } from '../disk/health.ts';
import { onDisk } from '../disk/health.ts';
import { writeBody } from '../disk/write-body.ts';
import { WrongOffsetError } from '../errors/domain-errors.ts';
import type { FileHandle, FileSystem } from '../host/file-system.ts';
import type { CreateSha1, Hasher } from '../host/hash.ts';
import type { WorkingDirectory } from '../layout/working-directory.ts';
import type { TransferProgress } from '../transfers/transfer-progress.ts';
import type { Partial } from './partial-index.ts';
import { chunkBytes } from './read-content.ts';
import type { StagedBody, Staging } from './staging.ts';
import type { StorageIdentity } from './storage-identity.ts';

/** How the rest of a body is written to the file of a partial transfer. */
export interface PartialFileParts {
  readonly files: FileSystem;
  readonly createSha1: CreateSha1;
  readonly health: DiskHealth;
  readonly identity: Pick<StorageIdentity, 'confirm'>;
  readonly freeSpace: FreeSpace;
  readonly directory: WorkingDirectory;
  readonly staging: Pick<Staging, 'adopt'>;
}

/** What an earlier process has left of a transfer, until it was written again. */
interface Left {
  readonly file: FileHandle;
  readonly sizeBytes: number;
}

interface OpenPartial {
  readonly file: FileHandle;
  /** The hash of what the file holds. */
  readonly hasher: Hasher;
  /** What goes before the body. */
  readonly left?: Left;
}

/**
 * Writes the rest of a body behind what is here of it, and stages the whole. A body that breaks off
 * is kept as far as it came, durably; after any fault in writing nothing is kept of it.
 */
export async function receiveIntoPartial(
  parts: PartialFileParts,
  partial: Partial,
  body: AsyncIterable<Uint8Array>,
  progress: TransferProgress,
): Promise<StagedBody> {
  const { file, hasher, left } = await open(parts, partial);
  const whole = left === undefined ? body : leftAndRest(left, body, progress);
  const sha1 = await write(parts, partial, { file, hasher }, whole).finally(() =>
    left?.file.close().catch(() => undefined),
  );
  const { path, sizeBytes } = partial;
  try {
    partial.sizeBytes = 0;
    return await parts.staging.adopt(path, file, { sha1, sizeBytes });
  } catch (error) {
    await drop(parts, partial, file);
    throw error;
  }
}

/**
 * Opens the file with the hash of its content. What an earlier process has left is written again,
 * to another file: a sync of it may have failed then, and on Linux a later one succeeds and writes
 * nothing.
 */
async function open(parts: PartialFileParts, partial: Partial): Promise<OpenPartial> {
  const { path, sizeBytes, hasher } = partial;
  if (sizeBytes === 0) return await create(parts, partial);
  const file = await parts.files.append(path);
  try {
    const found = await file?.stat();
    if (file === undefined || found?.sizeBytes !== sizeBytes) throw new WrongOffsetError(0);
    if (hasher !== undefined) return { file, hasher };
    partial.sizeBytes = 0;
    // What is removed can still be read here.
    return { ...(await create(parts, partial)), left: { file, sizeBytes } };
  } catch (error) {
    await drop(parts, partial, file);
    throw error;
  }
}

async function create(parts: PartialFileParts, partial: Partial): Promise<OpenPartial> {
  await parts.freeSpace.reserveEntry();
  await parts.files.remove(partial.path);
  const hasher = parts.createSha1();
  partial.hasher = hasher;
  return { file: await onDisk(parts.health, parts.directory.create(partial.path)), hasher };
}

async function* leftAndRest(
  { file, sizeBytes }: Left,
  body: AsyncIterable<Uint8Array>,
  progress: TransferProgress,
): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < sizeBytes; ) {
    const chunk = await file.read(from, Math.min(chunkBytes, sizeBytes - from));
    // Somebody has cut it: the sender goes on from here.
    if (chunk.length === 0) throw new WrongOffsetError(from);
    from += chunk.length;
    progress.note(chunk.length);
    yield chunk;
  }
  yield* body;
}

async function write(
  parts: PartialFileParts,
  partial: Partial,
  { file, hasher }: OpenPartial,
  body: AsyncIterable<Uint8Array>,
): Promise<string> {
  const { health, identity, freeSpace } = parts;
  let isFileIntact = true;
  try {
    await identity.confirm((await file.stat()).device);
    for await (const chunk of body) {
      await freeSpace.reserve(chunk.length);
      isFileIntact = false;
      const writing = writeBody(health, file, chunk);
      hasher.update(chunk);
      await writing;
      isFileIntact = true;
      partial.sizeBytes += chunk.length;
    }
    return hasher.digest();
  } catch (error) {
    if (isFileIntact && partial.sizeBytes > 0) await keep(parts, partial, file);
    else await drop(parts, partial, file);
    throw error;
  }
}

/** Makes durable what has come; what can't be made durable is dropped. */
async function keep(parts: PartialFileParts, partial: Partial, file: FileHandle): Promise<void> {
  try {
    await onDisk(parts.health, file.sync());
    await file.close();
    await parts.directory.syncPartials();
    partial.touch();
  } catch {
    await drop(parts, partial, file);
  }
}

async function drop(
  { files }: PartialFileParts,
  partial: Partial,
  file: FileHandle | undefined,
): Promise<void> {
  partial.sizeBytes = 0;
  await Promise.allSettled([file?.close(), files.remove(partial.path)]);
}
