import { TooLargeError } from '../errors/domain-errors.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileHandle } from '../host/file-system.ts';
import { type DiskHealth, onDisk } from './health.ts';

/**
 * Writes a part of a body. A file that is larger than the disk, or the limit of the process, allows
 * is a `TooLargeError`.
 */
export function writeOrTooLarge(file: FileHandle, bytes: Uint8Array): Promise<void> {
  return file.write(bytes).catch((error: unknown) => {
    if (errorCode(error) !== 'EFBIG') throw error;
    throw new TooLargeError('The body is larger than a file can be on the disk of this node.');
  });
}

/** The same, and notes a failure of the disk. A file that is too large is none. */
export function writeBody(health: DiskHealth, file: FileHandle, bytes: Uint8Array): Promise<void> {
  return onDisk(health, writeOrTooLarge(file, bytes));
}
