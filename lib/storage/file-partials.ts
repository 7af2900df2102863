import type { FreeSpace, SpareRoom } from '../disk/free-space.ts';
import type { DiskHealth } from '../disk/node-health.ts';
import { onDisk } from '../disk/on-disk.ts';
import { AlreadyArrivingError, WrongOffsetError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { FileHandle, FileSystem } from '../host/file-system.ts';
import type { CreateSha1, Hasher } from '../host/hash.ts';
import { createAbortableBody } from '../http/abortable-body.ts';
import type { TransferLimits } from '../limits/transfer-limits.ts';
import { workingDirectory } from '../names/request-name.ts';
import {
  createTransferProgress,
  noteChunks,
  type TransferProgress,
} from '../transfers/transfer-progress.ts';
import { createPartialIndex, type Partial } from './partial-index.ts';
import { readIntoHasher } from './read-into-hasher.ts';
import { partialDirectory, type StagedBody, type Staging } from './staging.ts';
import type { PartialTransfers, StagedFile } from './storage.ts';
import type { StorageIdentity } from './storage-identity.ts';

/** The entry of a partial, and those that lead to it. */
const durableDirectories = [partialDirectory, workingDirectory, ''];

export interface FilePartialsOptions {
  readonly files: FileSystem;
  readonly createSha1: CreateSha1;
  readonly health: DiskHealth;
  readonly identity: Pick<StorageIdentity, 'confirm'>;
  readonly freeSpace: FreeSpace;
  readonly clock: Clock;
  readonly transferLimits: TransferLimits;
}

interface OpenPartial {
  readonly file: FileHandle;
  /** The hash of what the file holds. */
  readonly hasher: Hasher;
}

/** Broken transfers on a disk: each a file named after the SHA-1 of the whole. */
export interface FilePartials extends PartialTransfers, SpareRoom {
  /** Finds those that an earlier process left. */
  recover(): Promise<void>;
  /** Removes those that are too old, and those too many. */
  sweep(): Promise<void>;
}

export function createFilePartials(
  options: FilePartialsOptions,
  staging: Staging,
  toStagedFile: (body: StagedBody) => StagedFile,
): FilePartials {
  const { files, createSha1, health, identity, freeSpace, clock, transferLimits: limits } = options;
  const index = createPartialIndex(files, clock, limits);

  /** Opens what is here of a content, with its hash; after a restart it is read again for that. */
  async function open(partial: Partial, progress: TransferProgress): Promise<OpenPartial> {
    if (partial.sizeBytes === 0) return await create(partial);
    const file = await files.append(partial.path);
    try {
      const found = await file?.stat();
      if (file === undefined || found?.sizeBytes !== partial.sizeBytes)
        throw new WrongOffsetError(0);
      partial.hasher ??= await hashAgain(file, partial.sizeBytes, progress);
      return { file, hasher: partial.hasher };
    } catch (error) {
      await drop(partial, file);
      throw error;
    }
  }

  async function create(partial: Partial): Promise<OpenPartial> {
    await freeSpace.takeEntry();
    await files.remove(partial.path);
    const hasher = createSha1();
    partial.hasher = hasher;
    return { file: await onDisk(health, staging.create(partial.path)), hasher };
  }

  async function hashAgain(
    file: FileHandle,
    sizeBytes: number,
    progress: TransferProgress,
  ): Promise<Hasher> {
    const hasher = createSha1();
    await readIntoHasher(file, sizeBytes, hasher, progress.note);
    return hasher;
  }

  async function drop(partial: Partial, file: FileHandle | undefined): Promise<void> {
    partial.sizeBytes = 0;
    await Promise.allSettled([file?.close(), files.remove(partial.path)]);
  }

  /** Makes durable what has come; what can't be made so was never here. */
  async function keep(partial: Partial, file: FileHandle): Promise<void> {
    try {
      await onDisk(health, file.sync());
      await file.close();
      for (const directory of durableDirectories) await files.syncDirectory(directory);
      partial.touchedMs = clock.nowMs();
    } catch {
      await drop(partial, file);
    }
  }

  async function write(
    partial: Partial,
    { file, hasher }: OpenPartial,
    body: AsyncIterable<Uint8Array>,
  ): Promise<string> {
    let isDiskSound = true;
    try {
      await identity.confirm((await file.stat()).device);
      for await (const chunk of body) {
        await freeSpace.reserve(chunk.length);
        isDiskSound = false;
        const writing = onDisk(health, file.write(chunk));
        hasher.update(chunk);
        await writing;
        isDiskSound = true;
        partial.sizeBytes += chunk.length;
      }
      return hasher.digest();
    } catch (error) {
      if (isDiskSound && partial.sizeBytes > 0) await keep(partial, file);
      else await drop(partial, file);
      throw error;
    }
  }

  async function receive(
    partial: Partial,
    body: AsyncIterable<Uint8Array>,
    progress: TransferProgress,
  ): Promise<StagedBody> {
    const opened = await open(partial, progress);
    const { file } = opened;
    const sha1 = await write(partial, opened, body);
    const { path, sizeBytes } = partial;
    try {
      partial.sizeBytes = 0;
      return await staging.adopt(path, file, { sha1, sizeBytes });
    } catch (error) {
      await drop(partial, file);
      throw error;
    }
  }

  const { offsetOf, giveUpOldest, recover, sweep } = index;
  return {
    resumableFromBytes: limits.resumableFromBytes,
    offsetOf,
    giveUpOldest,
    recover,
    sweep,
    get spareBytes() {
      return index.spareBytes;
    },
    async append(sha1, body, { first, totalBytes }) {
      const progress = createTransferProgress(clock, limits);
      const input = createAbortableBody(noteChunks(body, progress));
      const sendAwayIfStalled = (): void => {
        if (progress.isStalled()) input.abort(new AlreadyArrivingError());
      };
      const partial = index.claim(sha1, { sendAwayIfStalled });
      try {
        if (first !== partial.sizeBytes) throw new WrongOffsetError(partial.sizeBytes);
        await freeSpace.check(totalBytes - first);
        return toStagedFile(await receive(partial, input, progress));
      } finally {
        index.release(sha1, partial);
        await sweep();
      }
    },
  };
}
