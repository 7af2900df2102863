import type { OpenFile } from './file-system.ts';
import type { CreateSha1 } from './hasher.ts';
import { chunkBytes } from './stored-content.ts';

/** The SHA-1 of an open file, read up to its size or to where it ends before that. */
export async function hashFile(
  createSha1: CreateSha1,
  file: OpenFile,
  sizeBytes: number,
): Promise<string> {
  const hasher = createSha1();
  for (let position = 0; position < sizeBytes; ) {
    const bytes = await file.read(position, Math.min(chunkBytes, sizeBytes - position));
    if (bytes.length === 0) break;
    hasher.update(bytes);
    position += bytes.length;
  }
  return hasher.digest();
}
