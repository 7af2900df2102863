import { inParallel } from '../concurrency/in-parallel.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileHandle, FileSystem } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import { walkStoredFiles } from '../layout/walk-stored-files.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import { readIntoHasher } from '../storage/read-content.ts';
import type { Finding } from './finding.ts';
import type { VerifiedKind } from './finding-kinds.ts';
import { onSameDirectory } from './on-same-directory.ts';

/** While one file is hashed another one is read. */
const filesAtOnce = 2;

export interface VerifyFilesOptions {
  readonly files: Pick<FileSystem, 'entries' | 'open' | 'stat'>;
  readonly createSha1: CreateSha1;
  readonly onFinding: (finding: Finding<VerifiedKind>) => void;
  /** Called with the size of each chunk that was read. */
  readonly onRead: (bytes: number) => void;
}

/**
 * Reads and hashes every file in the directory of a storage, or in a copy of one, and changes
 * nothing. A node may use the directory meanwhile: a stored file is whole as soon as it can be
 * seen, and is never written again. One that is removed before it is read is none. Rejects with a
 * `DirectoryVanishedError` where the directory vanishes.
 */
export async function verifyFiles(options: VerifyFilesOptions): Promise<void> {
  const { files, onFinding } = options;
  await onSameDirectory(files, () =>
    inParallel(walkStoredFiles(files), filesAtOnce, async (entry) => {
      if (entry.kind !== 'stored') return onFinding(entry);
      const finding = await verifyFile(options, entry.name, entry.path);
      if (finding !== undefined) onFinding(finding);
    }),
  );
}

async function verifyFile(
  { files, createSha1, onRead }: VerifyFilesOptions,
  name: StoredName,
  path: string,
): Promise<Finding<VerifiedKind> | undefined> {
  try {
    const file = await files.open(path);
    if (file === undefined) return undefined;
    const sha1 = await hashOf(file, createSha1, onRead);
    return { kind: sha1 === partsOf(name).sha1 ? 'intact' : 'corrupt', path };
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return { kind: 'unreadable', path, error };
  }
}

async function hashOf(
  file: FileHandle,
  createSha1: CreateSha1,
  onRead: (bytes: number) => void,
): Promise<string> {
  try {
    const hasher = createSha1();
    const { sizeBytes } = await file.stat();
    await readIntoHasher(file, sizeBytes, hasher, onRead);
    return hasher.digest();
  } finally {
    await file.close();
  }
}
