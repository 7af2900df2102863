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

interface OpenPartial {
  readonly file: FileHandle;
  /** The hash of what the file holds. */
  readonly hasher: Hasher;
}

/**
 * Writes the rest of a body behind what is here of it, and stages the whole. A body that breaks off
 * is kept as far as it came, durably; after any fault of the disk nothing is kept of it.
 */
export async function receiveIntoPartial(
  parts: PartialFileParts,
  partial: Partial,
  body: AsyncIterable<Uint8Array>,
  progress: TransferProgress,
): Promise<StagedBody> {
  const opened = await open(parts, partial, progress);
  const sha1 = await write(parts, partial, opened, body);
  const { path, sizeBytes } = partial;
  try {
    partial.sizeBytes = 0;
    return await parts.staging.adopt(path, opened.file, { sha1, sizeBytes });
  } catch (error) {
    await drop(parts, partial, opened.file);
    throw error;
  }
}

/** Opens the file with the hash of its content. */
async function open(
  parts: PartialFileParts,
  partial: Partial,
  progress: TransferProgress,
): Promise<OpenPartial> {
  if (partial.sizeBytes === 0) return await create(parts, partial);
  const file = await parts.files.append(partial.path);
  try {
    const found = await file?.stat();
    if (file === undefined || found?.sizeBytes !== partial.sizeBytes) throw new WrongOffsetError(0);
    const { hasher } = partial;
    return hasher === undefined
      ? await writeAgain(parts, partial, file, progress)
      : { file, hasher };
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

/**
 * Writes again what an earlier process has left, to a file of its own. A sync of it may have failed
 * then: on Linux a later one succeeds and writes nothing.
 */
async function writeAgain(
  parts: PartialFileParts,
  partial: Partial,
  left: FileHandle,
  progress: TransferProgress,
): Promise<OpenPartial> {
  const { sizeBytes } = partial;
  // What is removed can still be read here.
  const opened = await create(parts, partial);
  try {
    for (let from = 0; from < sizeBytes; from += chunkBytes) {
      const bytes = await left.read(from, Math.min(chunkBytes, sizeBytes - from));
      progress.note(bytes.length);
      await parts.freeSpace.reserve(bytes.length);
      await writeBody(parts.health, opened.file, bytes);
      opened.hasher.update(bytes);
    }
    await left.close();
    return opened;
  } catch (error) {
    await Promise.allSettled([opened.file.close(), left.close()]);
    throw error;
  }
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
