import type { FileHandle } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import { readIntoHasher } from './read-into-hasher.ts';

/** The SHA-1 of an open file, read up to its size or to where it ends before that. */
export async function hashFile(
  createSha1: CreateSha1,
  file: FileHandle,
  sizeBytes: number,
): Promise<string> {
  const hasher = createSha1();
  await readIntoHasher(file, sizeBytes, hasher);
  return hasher.digest();
}
