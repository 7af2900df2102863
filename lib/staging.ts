import { errorCode } from './error-code.ts';
import type { FileStatus, FileSystem, OpenFile } from './file-system.ts';
import type { CreateSha1 } from './hasher.ts';
import { HttpError } from './http-error.ts';
import type { DiskHealth } from './node-health.ts';
import { onDisk } from './on-disk.ts';
import { workingDirectory } from './request-name.ts';
import type { StorageIdentity } from './storage-identity.ts';
import type { UploadRoom } from './upload-room.ts';

const directory = `${workingDirectory}/staging`;

/**
 * A body up to this size, in bytes, is synced while the journal takes its record. The sync of a
 * larger one takes longer than that, and would keep later records from the peers.
 */
const syncedBesideBytes = 1024 * 1024;

/** A body on disk: hashed, written whole, and on its way to being durable. */
export interface StagedBody {
  readonly path: string;
  readonly sha1: string;
  readonly sizeBytes: number;
  /** What the file is like once it is synced and closed; rejects when that failed. */
  readonly durable: Promise<FileStatus>;
}

/** The place where bodies are written before they have a name. */
export interface Staging {
  /** Takes in a body; on any failure what was written is removed again (I4). */
  receive(body: AsyncIterable<Uint8Array>, maxSizeBytes: number): Promise<StagedBody>;
  /** Removes what a crash left behind, and makes the directory where it is missing. */
  empty(): Promise<void>;
}

export interface StagingOptions {
  readonly files: FileSystem;
  readonly createSha1: CreateSha1;
  readonly health: DiskHealth;
  readonly room: UploadRoom;
  readonly identity: Omit<StorageIdentity, 'open' | 'isInPlace'>;
  /** Called when the directory had vanished and was made again. */
  readonly onVanished: () => Promise<void>;
}

export function createStaging(options: StagingOptions): Staging {
  const { files, createSha1, health, room, identity, onVanished } = options;
  let count = 0;

  async function create(path: string): Promise<OpenFile> {
    try {
      return await files.create(path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      await identity.beforeRemake();
      await makeDirectories();
      await identity.afterRemake();
      await onVanished();
      return await files.create(path);
    }
  }

  async function makeDirectories(): Promise<void> {
    await files.makeDirectory('');
    await files.makeDirectory(workingDirectory, 'private');
    await files.makeDirectory(directory);
  }

  async function write(
    file: OpenFile,
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
  ): Promise<Pick<StagedBody, 'sha1' | 'sizeBytes'>> {
    const hasher = createSha1();
    let sizeBytes = 0;
    for await (const chunk of body) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxSizeBytes) {
        throw new HttpError(413, `The body is larger than the limit of ${maxSizeBytes} bytes.`);
      }
      await room.take(chunk.length);
      // Hashed while the disk writes it.
      const writing = onDisk(health, file.write(chunk));
      hasher.update(chunk);
      await writing;
    }
    return { sha1: hasher.digest(), sizeBytes };
  }

  async function makeDurable(file: OpenFile): Promise<FileStatus> {
    try {
      await onDisk(health, file.sync());
      return await onDisk(health, file.status());
    } finally {
      await file.close();
    }
  }

  async function receive(
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
  ): Promise<StagedBody> {
    count += 1;
    const path = `${directory}/${count}`;
    await room.takeEntry();
    const file = await onDisk(health, create(path));
    try {
      await identity.confirm((await file.status()).device);
      const written = await write(file, body, maxSizeBytes);
      const durable = makeDurable(file);
      // Whoever gives the file its name waits for this; until then a failure is nobody's.
      durable.catch(() => undefined);
      if (written.sizeBytes > syncedBesideBytes) await durable;
      return { path, ...written, durable };
    } catch (error) {
      // What can't be removed now goes at the next start; the sender hears what went wrong first.
      await Promise.allSettled([file.close(), files.remove(path)]);
      throw error;
    }
  }

  async function empty(): Promise<void> {
    await makeDirectories();
    for (const name of await files.list(directory)) await files.remove(`${directory}/${name}`);
  }

  return { receive, empty };
}
