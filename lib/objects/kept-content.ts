import type { MemorySpace } from '../memory-storage/memory-body.ts';
import type { ReadableFile } from '../storage/read-content.ts';

/**
 * The same file, whose whole content is kept in memory from its first read on, if there is space
 * for it: a small one is verified before it is sent, and then need not be requested once more.
 */
export function keepContent(
  file: ReadableFile,
  sizeBytes: number,
  space: Pick<MemorySpace, 'tryReserve' | 'release'>,
): ReadableFile {
  let kept: Uint8Array<ArrayBuffer> | undefined;
  let reservedBytes = 0;
  return {
    async read(position, length) {
      if (kept === undefined && reservedBytes === 0 && space.tryReserve(sizeBytes)) {
        reservedBytes = sizeBytes;
        kept = await file.read(0, sizeBytes);
      }
      return kept?.slice(position, position + length) ?? (await file.read(position, length));
    },
    async close() {
      kept = undefined;
      space.release(reservedBytes);
      reservedBytes = 0;
      await file.close();
    },
  };
}
