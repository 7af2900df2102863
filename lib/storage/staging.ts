import { createMutex } from '../concurrency/mutex.ts';
import type { FreeSpace } from '../disk/free-space.ts';
import type { DiskHealth } from '../disk/node-health.ts';
import { onDisk } from '../disk/on-disk.ts';
import { TooLargeError } from '../errors/domain-errors.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileHandle, FileStat, FileSystem } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import { workingDirectory } from '../names/request-name.ts';
import type { StorageIdentity } from './storage-identity.ts';

const directory = `${workingDirectory}/staging`;

/** Where the parts of broken transfers are kept, over restarts too. */
export const partialDirectory = `${workingDirectory}/partial`;

/**
 * A body up to this size, in bytes, is synced while the journal takes its record. The sync of a
 * larger one takes longer than that, and would keep later records from the peers.
 */
const syncedBesideBytes = 1024 * 1024;

/** A body that was written whole. */
export interface WrittenBody {
  readonly sha1: string;
  readonly sizeBytes: number;
}

/** A body on disk: hashed, written whole, and on its way to being durable. */
export interface StagedBody extends WrittenBody {
  readonly path: string;
  /** What the file is like once it is synced and closed; rejects when that failed. */
  readonly durable: Promise<FileStat>;
}

/** The place where bodies are written before they have a name. */
export interface Staging {
  /** Takes in a body; on any failure what was written is removed again (I4). */
  receive(body: AsyncIterable<Uint8Array>, maxSizeBytes: number): Promise<StagedBody>;
  /** Creates a file below the working directory, and that directory where it has vanished. */
  create(path: string): Promise<FileHandle>;
  /**
   * Takes over a body that was written elsewhere, and closes it. Its entry there is durably gone
   * before it can get its name: after a power cut nobody may write to it by the old one (I3).
   */
  adopt(path: string, file: FileHandle, written: WrittenBody): Promise<StagedBody>;
  /** Removes what a crash left behind, and makes the directory where it is missing. */
  empty(): Promise<void>;
  /** Resolves when no file is being synced any more, refused ones included. */
  finished(): Promise<void>;
}

export interface StagingOptions {
  readonly files: FileSystem;
  readonly createSha1: CreateSha1;
  readonly health: DiskHealth;
  readonly freeSpace: FreeSpace;
  readonly identity: Pick<StorageIdentity, 'beforeRemake' | 'afterRemake' | 'confirm'>;
  /** Called when the directory had vanished and was made again. */
  readonly onVanished: () => Promise<void>;
}

export function createStaging(options: StagingOptions): Staging {
  const { files, createSha1, health, freeSpace, identity, onVanished } = options;
  const inTurn = createMutex();
  let count = 0;
  const syncing = new Set<Promise<unknown>>();

  async function create(path: string): Promise<FileHandle> {
    const file = await createIn(path);
    return file ?? (await inTurn(() => createAnew(path)));
  }

  /** `undefined` where the directory has vanished. */
  async function createIn(path: string): Promise<FileHandle | undefined> {
    try {
      return await files.create(path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return undefined;
    }
  }

  /** One at a time: of all that find it gone the first makes it again, with one identity. */
  async function createAnew(path: string): Promise<FileHandle> {
    const file = await createIn(path);
    if (file !== undefined) return file;
    await identity.beforeRemake();
    await makeDirectories();
    await identity.afterRemake();
    await onVanished();
    return await files.create(path);
  }

  async function makeDirectories(): Promise<void> {
    await files.makeDirectory('');
    await files.makeDirectory(workingDirectory, 'private');
    await files.makeDirectory(directory, 'private');
    await files.makeDirectory(partialDirectory, 'private');
  }

  async function write(
    file: FileHandle,
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
  ): Promise<WrittenBody> {
    const hasher = createSha1();
    let sizeBytes = 0;
    for await (const chunk of body) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxSizeBytes) {
        throw new TooLargeError(`The body is larger than the limit of ${maxSizeBytes} bytes.`);
      }
      await freeSpace.reserve(chunk.length);
      // Hashed while the disk writes it.
      const writing = onDisk(health, file.write(chunk));
      hasher.update(chunk);
      await writing;
    }
    return { sha1: hasher.digest(), sizeBytes };
  }

  async function makeDurable(file: FileHandle): Promise<FileStat> {
    try {
      await onDisk(health, file.sync());
      return await onDisk(health, file.stat());
    } finally {
      await file.close();
    }
  }

  function nextPath(): string {
    count += 1;
    return `${directory}/${count}`;
  }

  async function receive(
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
  ): Promise<StagedBody> {
    const path = nextPath();
    await freeSpace.takeEntry();
    const file = await onDisk(health, create(path));
    try {
      const written = await write(file, body, maxSizeBytes);
      const durable = makeDurable(file);
      // Whoever gives the file its name waits for this; until then a failure is nobody's.
      const over = durable.catch(() => undefined).finally(() => syncing.delete(over));
      syncing.add(over);
      if (written.sizeBytes > syncedBesideBytes) await durable;
      return { path, ...written, durable };
    } catch (error) {
      // What can't be removed now goes at the next start; the sender hears what went wrong first.
      await Promise.allSettled([file.close(), files.remove(path)]);
      throw error;
    }
  }

  async function adopt(from: string, file: FileHandle, written: WrittenBody): Promise<StagedBody> {
    const path = nextPath();
    const status = await makeDurable(file);
    try {
      await onDisk(health, files.rename(from, path));
      await onDisk(health, files.syncDirectory(partialDirectory));
    } catch (error) {
      await Promise.allSettled([files.remove(path)]);
      throw error;
    }
    return { path, ...written, durable: Promise.resolve(status) };
  }

  async function empty(): Promise<void> {
    await makeDirectories();
    for (const name of await files.list(directory)) await files.remove(`${directory}/${name}`);
  }

  return {
    receive,
    create,
    adopt,
    empty,
    async finished() {
      await Promise.all(syncing);
    },
  };
}
