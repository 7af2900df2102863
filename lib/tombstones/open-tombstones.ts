import type { Ballast } from '../disk/ballast.ts';
import { syncFile, unlessDiskFull } from '../disk/unless-disk-full.ts';
import { tombstoneLogPath } from './name-line.ts';
import {
  openTombstoneIndex,
  type TombstoneIndex,
  type TombstoneIndexOptions,
} from './tombstone-index.ts';
import { openTombstoneLog, type TombstoneLog } from './tombstone-log.ts';
import {
  openTombstoneStore,
  type TombstoneStore,
  type TombstoneStoreOptions,
} from './tombstone-store.ts';

export interface OpenTombstonesOptions
  extends TombstoneStoreOptions,
    Pick<TombstoneIndexOptions, 'files' | 'fewRuns'> {
  readonly ballast: Ballast;
  /** Who wrote the log last. */
  readonly writer: 'legacy' | 'current';
}

/** Opens the tombstones in the state in which a crash, or another program, may have left them. */
export async function openTombstones(options: OpenTombstonesOptions): Promise<TombstoneStore> {
  const tombstoneLog = await openTombstoneLog(options.files, options.writer);
  let index: TombstoneIndex | undefined;
  try {
    index = await openTombstoneIndex({ ...options, tombstoneLog });
    tombstoneLog.noteDurable(index.coveredBytes());
    await recoverLog(options, tombstoneLog);
    return await openTombstoneStore(options, { tombstoneLog, index });
  } catch (error) {
    await index?.close();
    await tombstoneLog.close();
    throw error;
  }
}

/** On a full disk the log is synced as it is, and written again later. */
async function recoverLog(
  { files, ballast }: OpenTombstonesOptions,
  tombstoneLog: TombstoneLog,
): Promise<void> {
  if (tombstoneLog.isDurable()) return;
  if (tombstoneLog.endsMidLine) {
    await ballast.releaseFor(() => tombstoneLog.rewrite([]));
    return;
  }
  await unlessDiskFull(ballast, () => tombstoneLog.rewrite([]));
  if (!tombstoneLog.isDurable()) await syncFile(files, tombstoneLogPath);
}
