import type { FileHandle } from '../host/file-system.ts';
import type { Hasher } from '../host/hash.ts';
import { chunkBytes } from './read-content.ts';

/**
 * Feeds an open file to a hash, up to `sizeBytes` or to where the file ends before that; `onChunk`
 * hears of each chunk's size.
 */
export async function readIntoHasher(
  file: FileHandle,
  sizeBytes: number,
  hasher: Hasher,
  onChunk: (bytes: number) => void = () => undefined,
): Promise<void> {
  for (let position = 0; position < sizeBytes; ) {
    const bytes = await file.read(position, Math.min(chunkBytes, sizeBytes - position));
    if (bytes.length === 0) break;
    hasher.update(bytes);
    position += bytes.length;
    onChunk(bytes.length);
  }
}
