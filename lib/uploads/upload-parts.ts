import type { FreeSpace } from '../disk/free-space.ts';
import { type DiskHealth, onDisk } from '../disk/health.ts';
import type { Clock } from '../host/clock.ts';
import type { FileStat, FileSystem } from '../host/file-system.ts';
import type { CreateSha1, Hasher } from '../host/hash.ts';
import { uploadDirectory, type WorkingDirectory } from '../layout/working-directory.ts';
import type { PartialUploadLimits } from '../limits/partial-upload-limits.ts';
import { formatUploadInfo, type UploadInfo } from './upload-info.ts';

/*
 * A resumable upload on a disk is two files: its bytes, and what is known of them (`UploadInfo`),
 * among it how many are durable.
 *
 * Orders: bytes are synced before the info counts them; the info has the stamp before the file gets
 * its name; the bytes are not written to any more from then on, because after a power cut both
 * paths may lead to one file (I3); the info says where the file was stored before the client is
 * told. So a crash leaves an upload that goes on at the offset last told, or a stored file that is
 * found by its stamp.
 *
 * A file whose sync failed is not written to again, as everywhere: its upload is given up. What an
 * earlier process has left is copied to a new file before it grows: a sync of it may have failed.
 */

/** What resumable uploads need of their storage. */
export interface UploadParts {
  readonly files: FileSystem;
  readonly directory: WorkingDirectory;
  readonly createSha1: CreateSha1;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  readonly health: DiskHealth;
  readonly identity: {
    /** Rejects where a file is on another disk than that of the storage. */
    confirm(device: number): Promise<void>;
  };
  readonly freeSpace: FreeSpace;
  readonly clock: Clock;
  readonly limits: PartialUploadLimits;
}

/** A resumable upload, as this process knows it. */
export interface Upload {
  readonly id: string;
  /** As it is durable. */
  info: UploadInfo;
  /** That of the URL it was begun with, if one permitted it; forgotten with the process. */
  readonly signature?: string | undefined;
  /** When it was changed last, in Unix milliseconds. */
  touchedMs: number;
  /** Whether this process has written, or read again, all that its file holds. */
  isOurs: boolean;
  /** The hash of its first bytes; absent where they have to be read again for that. */
  hashed?: { readonly hasher: Hasher; readonly bytes: number } | undefined;
  /** Whether its files can't be trusted any more. */
  isBroken: boolean;
}

/** An upload whose bytes have all come, to be renamed to its stored name. */
export interface CompleteUpload {
  readonly path: string;
  readonly sha1: string;
  readonly sizeBytes: number;
  readonly durable: Promise<FileStat>;
  /** The file stays where it is unless it gets its name. */
  readonly isKept: true;
}

/** The file of an upload's bytes. */
export function bytesPath(id: string): string {
  return `${uploadDirectory}/${id}`;
}

/** The file of what is known of them. */
export function infoPath(id: string): string {
  return `${uploadDirectory}/${id}.json`;
}

/** Makes durable what is known of an upload. Where that fails half-way it can't be trusted. */
export async function saveInfo(
  { files, health, clock }: Pick<UploadParts, 'files' | 'health' | 'clock'>,
  upload: Upload,
  info: UploadInfo,
): Promise<void> {
  const path = infoPath(upload.id);
  await onDisk(health, writeDraft(files, `${path}.new`, formatUploadInfo(info)));
  try {
    await onDisk(health, files.rename(`${path}.new`, path));
    await onDisk(health, files.syncDirectory(uploadDirectory));
  } catch (error) {
    upload.isBroken = true;
    await Promise.allSettled([files.remove(`${path}.new`)]);
    throw error;
  }
  upload.info = info;
  upload.touchedMs = clock.nowMs();
}

async function writeDraft(files: FileSystem, path: string, text: string): Promise<void> {
  await files.remove(path);
  const file = await files.create(path);
  try {
    await file.write(new TextEncoder().encode(text));
    await file.sync();
    await file.close();
  } catch (error) {
    await Promise.allSettled([file.close(), files.remove(path)]);
    throw error;
  }
}

/** Removes what is there of an upload; what can't be removed now is found by the next start. */
export async function removeFiles(
  { files }: Pick<UploadParts, 'files'>,
  id: string,
): Promise<void> {
  for (const path of [bytesPath(id), infoPath(id)]) await Promise.allSettled([files.remove(path)]);
}
