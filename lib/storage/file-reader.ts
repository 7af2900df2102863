import { statOrClose } from '../disk/stat-or-close.ts';
import type { FileStat } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import type { Log } from '../host/log.ts';
import type { DiskLayout } from '../layout/disk-layout.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { ReadableFile } from './read-content.ts';
import type { StoredFile } from './storage.ts';
import { createStoredFile } from './stored-file.ts';
import { createVerification, type Verification } from './verification.ts';
import type { VerificationCache } from './verification-cache.ts';

export interface FileReaderParts {
  readonly layout: Pick<DiskLayout, 'open'>;
  readonly verified: VerificationCache;
  readonly createSha1: CreateSha1;
  readonly log: Log;
}

/**
 * Creates what opens a stored file for reading. A whole read is hashed on its way unless the copy
 * was verified not long ago; a copy that proves corrupt is reported, and no longer committed (I3).
 */
export function createFileReader(
  parts: FileReaderParts,
): (name: StoredName) => Promise<StoredFile | undefined> {
  const { layout, verified, createSha1, log } = parts;
  /** Files that are being streamed to somebody. */
  const readers = new Set<ReadableFile>();

  function verify(name: StoredName, status: FileStat): Verification | undefined {
    if (verified.isVerified(name, status)) return undefined;
    return createVerification(createSha1, name, {
      onIntact: () => verified.markVerified(name, status, false),
      onCorrupt() {
        verified.invalidate(name);
        log.error('a stored file is corrupt', { name });
      },
    });
  }

  return async (name) => {
    const file = await layout.open(name);
    if (file === undefined) return undefined;
    const status = await statOrClose(file);
    return createStoredFile(file, status.sizeBytes, readers, () => verify(name, status));
  };
}
