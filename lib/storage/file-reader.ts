import { statOrClose } from '../disk/stat-or-close.ts';
import { type FileStat, formatVersion, isSameVersion } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import type { DiskLayout } from '../layout/disk-layout.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { CreateTextScan, TextScan } from '../transfers/text-scan.ts';
import { keepForNextRead, type ReadableFile, readIntoHasher } from './read-content.ts';
import type { CorruptListener, Storage } from './storage.ts';
import { createStoredFile, type StoredFile } from './stored-file.ts';
import { alsoScan, createVerification, type Verification } from './verification.ts';
import type { VerificationCache } from './verification-cache.ts';

/**
 * A text up to this size, in bytes, is read for its encoding before the head of a response is sent.
 * To read more for that would take too long, and a client that has gone could not stop it.
 */
const maxScannedBytes = 1024 * 1024;

export interface FileReaderParts {
  readonly layout: Pick<DiskLayout, 'open' | 'stat'>;
  readonly verified: VerificationCache;
  readonly createSha1: CreateSha1;
  readonly createTextScan: CreateTextScan;
  readonly onCorrupt: CorruptListener;
}

/**
 * Creates what reads stored files. A whole read is hashed on its way unless the copy was verified
 * not long ago; a copy that proves corrupt is reported, and no longer committed (I3).
 */
export function createFileReader(parts: FileReaderParts): Pick<Storage, 'open' | 'verify'> {
  const { layout, verified, createSha1, createTextScan, onCorrupt } = parts;
  /** Files that are being streamed to somebody. */
  const readers = new Set<ReadableFile>();
  /** Texts whose encoding is being found out, each for all who ask for it meanwhile. */
  const scans = new Map<StoredName, Promise<boolean>>();

  function noteCorrupt(name: StoredName, status: FileStat): void {
    verified.invalidate(name);
    onCorrupt(name, formatVersion(status));
  }

  function createCheck(name: StoredName, status: FileStat, scan?: TextScan): Verification {
    const verification = createVerification(createSha1, name, {
      onIntact: () => verified.markVerified(name, status, { isUtf8: scan?.isUtf8() }),
      onCorrupt: () => noteCorrupt(name, status),
    });
    return scan === undefined ? verification : alsoScan(verification, scan);
  }

  /** Verifies a whole text, and finds out its encoding. */
  async function scanText(
    file: ReadableFile,
    name: StoredName,
    status: FileStat,
  ): Promise<boolean> {
    const scan = createTextScan();
    const { hasher, finish } = createCheck(name, status, scan);
    await readIntoHasher(file, status.sizeBytes, hasher);
    try {
      finish(hasher.digest());
    } catch {
      // It was reported, and its next read fails.
      return false;
    }
    return scan.isUtf8();
  }

  async function scanOnce(
    file: ReadableFile,
    name: StoredName,
    status: FileStat,
  ): Promise<boolean> {
    const scan = scans.get(name) ?? scanText(file, name, status).finally(() => scans.delete(name));
    scans.set(name, scan);
    return await scan;
  }

  async function open(name: StoredName): Promise<StoredFile | undefined> {
    const opened = await layout.open(name);
    if (opened === undefined) return undefined;
    const status = await statOrClose(opened);
    const file = keepForNextRead(opened, status.sizeBytes);
    /** Of a large text of which nothing is known: its whole read finds it out. */
    let scan: TextScan | undefined;
    return createStoredFile(file, status.sizeBytes, readers, {
      verify() {
        const isNeeded = scan !== undefined || !verified.isVerified(name, status);
        return isNeeded ? createCheck(name, status, scan) : undefined;
      },
      async isUtf8() {
        const known = verified.isUtf8(name, status);
        if (known !== undefined) return known;
        if (status.sizeBytes <= maxScannedBytes) return await scanOnce(file, name, status);
        scan = createTextScan();
        return undefined;
      },
    });
  }

  return {
    open,
    async verify(name, onRead) {
      const file = await layout.open(name);
      if (file === undefined) return 'absent';
      try {
        const status = await file.stat();
        const hasher = createSha1();
        await readIntoHasher(file, status.sizeBytes, hasher, onRead);
        if (hasher.digest() === partsOf(name).sha1) return 'intact';
        // Somebody may be writing it, or has replaced or removed it.
        const isSame = isSameVersion(status, await layout.stat(name));
        if (isSame) noteCorrupt(name, status);
        return isSame ? 'corrupt' : 'absent';
      } finally {
        await file.close();
      }
    },
  };
}
