import type { JournalParts } from './journal-parts.ts';
import { makeJournalDirectory } from './segment-file.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** What the recovery of the directory works with. */
export type DirectoryRecoveryParts = Pick<
  JournalParts,
  'files' | 'segments' | 'tombstones' | 'recorded' | 'ballast' | 'log' | 'onVanished'
>;

/**
 * Creates the check for a queue directory that somebody removed while the node runs. It makes the
 * directory again and writes all tombstones to it: `deletion.log` is still open, and the names that
 * are not in it are in memory. What was pending for peers is lost, and so is `recorded`: files that
 * are found later are recorded again. A recovery that fails, or is cut by a crash, is repeated as a
 * whole by the next call.
 */
export function createDirectoryRecovery(
  parts: DirectoryRecoveryParts,
  writer: Pick<SegmentWriter, 'isInPlace' | 'close'>,
): () => Promise<void> {
  const { files, segments, tombstones, recorded, ballast, log } = parts;
  let isRemoved = false;

  return async () => {
    if (!isRemoved) {
      if (await writer.isInPlace()) return;
      log.error('the queue directory was removed; recreating it without pending operations');
    }
    isRemoved = true;
    await recorded.clear();
    await writer.close();
    segments.reset();
    await ballast.releaseFor(async () => {
      await makeJournalDirectory(files);
      await parts.onVanished();
      await tombstones.restore(segments.nextSequence());
    });
    isRemoved = false;
    await ballast.acquire();
  };
}
