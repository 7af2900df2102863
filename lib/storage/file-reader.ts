import { statOrClose } from '../disk/stat-or-close.ts';
import type { FileStat } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import type { Log } from '../host/log.ts';
import type { DiskLayout } from '../layout/disk-layout.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { CreateTextScan } from '../transfers/text-scan.ts';
import { keepForNextRead, type ReadableFile, readIntoHasher } from './read-content.ts';
import type { StoredFile } from './storage.ts';
import { createStoredFile } from './stored-file.ts';
import { createVerification, type Verification } from './verification.ts';
import type { VerificationCache } from './verification-cache.ts';

export interface FileReaderParts {
  readonly layout: Pick<DiskLayout, 'open'>;
  readonly verified: VerificationCache;
  readonly createSha1: CreateSha1;
  readonly createTextScan: CreateTextScan;
  readonly log: Log;
}

/**
 * Creates what opens a stored file for reading. A whole read is hashed on its way unless the copy
 * was verified not long ago; a copy that proves corrupt is reported, and no longer committed (I3).
 */
export function createFileReader(
  parts: FileReaderParts,
): (name: StoredName) => Promise<StoredFile | undefined> {
  const { layout, verified, createSha1, createTextScan, log } = parts;
  /** Files that are being streamed to somebody. */
  const readers = new Set<ReadableFile>();
  /** Texts whose encoding is being found out, each for all who ask for it meanwhile. */
  const scans = new Map<StoredName, Promise<boolean>>();

  function verify(name: StoredName, status: FileStat): Verification | undefined {
    if (verified.isVerified(name, status)) return undefined;
    return createVerification(createSha1, name, {
      onIntact: () => verified.markVerified(name, status, {}),
      onCorrupt() {
        verified.invalidate(name);
        log.error('a stored file is corrupt', { name });
      },
    });
  }

  /** Verifies a whole text, and finds out its encoding. A corrupt copy is left to its next read. */
  async function scanText(
    file: ReadableFile,
    name: StoredName,
    status: FileStat,
  ): Promise<boolean> {
    const hasher = createSha1();
    const scan = createTextScan();
    await readIntoHasher(file, status.sizeBytes, {
      update(bytes) {
        hasher.update(bytes);
        scan.add(bytes);
      },
    });
    if (hasher.digest() !== partsOf(name).sha1) return false;
    const isUtf8 = scan.isUtf8();
    verified.markVerified(name, status, { isUtf8 });
    return isUtf8;
  }

  async function isUtf8(file: ReadableFile, name: StoredName, status: FileStat): Promise<boolean> {
    const known = verified.isUtf8(name, status);
    if (known !== undefined) return known;
    const scan = scans.get(name) ?? scanText(file, name, status).finally(() => scans.delete(name));
    scans.set(name, scan);
    return await scan;
  }

  return async (name) => {
    const opened = await layout.open(name);
    if (opened === undefined) return undefined;
    const status = await statOrClose(opened);
    const file = keepForNextRead(opened, status.sizeBytes);
    return createStoredFile(file, status.sizeBytes, readers, {
      verify: () => verify(name, status),
      isUtf8: () => isUtf8(file, name, status),
    });
  };
}
