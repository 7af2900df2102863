import { createInFlight } from '../concurrency/in-flight.ts';
import type { FreeSpace } from '../disk/free-space.ts';
import type { DiskHealth } from '../disk/health.ts';
import { onDisk } from '../disk/health.ts';
import { writeBody } from '../disk/write-body.ts';
import { TooLargeError } from '../errors/domain-errors.ts';
import type { FileHandle, FileStat, FileSystem } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import {
  partialDirectory,
  stagingDirectory,
  type WorkingDirectory,
} from '../layout/working-directory.ts';
import type { CreateTextScan, TextScan } from '../transfers/text-scan.ts';
import type { StagingHints } from './storage.ts';

/*
 * Staging, as in any scheme of write, fsync and rename: a body is spooled to a file of its own
 * until it can get its stored name, which contains the hash and so is not known before.
 *
 * States of a body: receiving (written and hashed chunk by chunk) -> written (its SHA-1 is known,
 * its fsync is under way) -> durable (`durable` has resolved; the file may be renamed). A partial
 * transfer that is complete enters at durable.
 *
 * Invariants: only a durable file gets a name (I1), and nobody can write to a file with a name
 * (I3). A body that is refused or breaks off is removed (I4). A file whose fsync failed is never
 * synced again: on Linux a second fsync succeeds and writes nothing.
 *
 * After a crash the staging directory holds bodies whose uploads were not acknowledged. The next
 * start removes them before the node serves (`empty`).
 */

/**
 * A body up to this size, in bytes, is synced while the journal writes its record. The sync of a
 * larger one takes longer than that, and would delay later records on their way to the peers.
 */
const syncedBesideBytes = 1024 * 1024;

/** A body that was written whole. */
export interface WrittenBody {
  readonly sha1: string;
  readonly sizeBytes: number;
  /** Whether it is a text beyond ASCII in UTF-8; absent where nobody has looked. */
  readonly isUtf8?: boolean | undefined;
}

/** A staged body: written whole, hashed, and on its way to being durable. */
export interface StagedBody extends WrittenBody {
  readonly path: string;
  /** The stat of the file once it is synced and closed; rejects when that failed. */
  readonly durable: Promise<FileStat>;
  /** Whether the file stays where it is unless it gets its name. */
  readonly isKept?: boolean;
}

/** Where bodies are written before they have a name. */
export interface Staging {
  /** Takes in a body; on any failure what was written is removed again (I4). */
  receive(
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
    hints: StagingHints,
  ): Promise<StagedBody>;
  /**
   * Makes a body durable that was written at another path, closes it and moves it here. Its old
   * entry is durably gone before it can get its name: otherwise a power cut could bring that entry
   * back, and with it a way to write to the stored file (I3).
   */
  adopt(path: string, file: FileHandle, written: WrittenBody): Promise<StagedBody>;
  /** Makes the directory where it is missing, and removes what a crash left in it. */
  empty(): Promise<void>;
  /** Resolves when no file is being synced any more, those of refused bodies included. */
  finished(): Promise<void>;
}

export interface StagingOptions {
  readonly files: FileSystem;
  readonly createSha1: CreateSha1;
  readonly createTextScan: CreateTextScan;
  readonly health: DiskHealth;
  readonly freeSpace: FreeSpace;
}

/** The staging directory of a storage on a disk. */
export function createStaging(options: StagingOptions, directory: WorkingDirectory): Staging {
  const { files, createTextScan, health, freeSpace } = options;
  let count = 0;
  const syncing = createInFlight();

  function nextPath(): string {
    count += 1;
    return `${stagingDirectory}/${count}`;
  }

  async function makeDurable(file: FileHandle, seconds?: number): Promise<FileStat> {
    try {
      await file.sync();
      // Where this fails, the file gets the time once it has its name.
      if (seconds !== undefined) await file.setModified(seconds * 1000).catch(() => undefined);
      return await file.stat();
    } catch (error) {
      health.noteFault(error);
      throw error;
    } finally {
      await file.close();
    }
  }

  async function receive(
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
    { isText = false, seconds }: StagingHints,
  ): Promise<StagedBody> {
    const path = nextPath();
    await freeSpace.reserveEntry();
    const file = await onDisk(health, directory.create(path));
    try {
      const scan = isText ? createTextScan() : undefined;
      const written = await write(options, file, body, maxSizeBytes, scan);
      const durable = makeDurable(file, seconds);
      // `commit` waits for this and gets the error; a body that is refused before has none to tell.
      void syncing.add(durable);
      if (written.sizeBytes > syncedBesideBytes) await durable;
      return { path, ...written, durable };
    } catch (error) {
      // What can't be removed now goes at the next start; the first error matters to the sender.
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
    await directory.make();
    for (const name of await files.list(stagingDirectory)) {
      await files.remove(`${stagingDirectory}/${name}`);
    }
  }

  return {
    receive,
    adopt,
    empty,
    finished: syncing.finished,
  };
}

async function write(
  { createSha1, health, freeSpace }: StagingOptions,
  file: FileHandle,
  body: AsyncIterable<Uint8Array>,
  maxSizeBytes: number,
  scan: TextScan | undefined,
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
    const writing = writeBody(health, file, chunk);
    hasher.update(chunk);
    scan?.add(chunk);
    await writing;
  }
  return { sha1: hasher.digest(), sizeBytes, isUtf8: scan?.isUtf8() };
}
