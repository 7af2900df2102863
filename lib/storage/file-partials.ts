import type { FreeSpace, ReclaimableSpace } from '../disk/free-space.ts';
import { AlreadyArrivingError, WrongOffsetError } from '../errors/domain-errors.ts';
import type { Clock } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { TransferLimits } from '../limits/transfer-limits.ts';
import { createAbortableBody } from '../transfers/abortable-body.ts';
import {
  createTransferProgress,
  noteChunks,
  type TransferProgress,
} from '../transfers/transfer-progress.ts';
import { createPartialIndex, type Partial } from './partial-index.ts';
import type { StagedBody } from './staging.ts';
import type { PartialTransfers, StagedFile } from './storage.ts';

export interface FilePartialsOptions {
  readonly files: FileSystem;
  readonly freeSpace: FreeSpace;
  readonly clock: Clock;
  readonly transferLimits: TransferLimits;
}

/** What becomes of the bytes of a transfer. */
export interface PartialReceiver {
  /** Writes the rest of a body behind what is here of it, and stages the whole. */
  receive(
    partial: Partial,
    body: AsyncIterable<Uint8Array>,
    progress: TransferProgress,
  ): Promise<StagedBody>;
  toStagedFile(body: StagedBody): StagedFile;
}

/** Broken transfers on a disk: each a file named after the SHA-1 of the whole. */
export interface FilePartials extends PartialTransfers, ReclaimableSpace {
  /** Finds those of the last run. */
  recover(): Promise<void>;
  /** Removes those that are too old, and the oldest of too many. */
  sweep(): Promise<void>;
}

/** The partial transfers of a storage on a disk. */
export function createFilePartials(
  options: FilePartialsOptions,
  { receive, toStagedFile }: PartialReceiver,
): FilePartials {
  const { files, freeSpace, clock, transferLimits: limits } = options;
  const index = createPartialIndex(files, clock, limits);
  const { offsetOf, reclaimOldest, recover, sweep } = index;
  return {
    resumableFromBytes: limits.resumableFromBytes,
    offsetOf,
    reclaimOldest,
    recover,
    sweep,
    get reclaimableBytes() {
      return index.reclaimableBytes;
    },
    async append(sha1, body, { first, totalBytes }) {
      const progress = createTransferProgress(clock, limits);
      const input = createAbortableBody(noteChunks(body, progress));
      const sendAwayIfStalled = (): void => {
        if (progress.isStalled()) input.abort(new AlreadyArrivingError());
      };
      const partial = index.claim(sha1, { sendAwayIfStalled });
      try {
        if (first !== partial.sizeBytes) throw new WrongOffsetError(partial.sizeBytes);
        await freeSpace.check(totalBytes - first);
        return toStagedFile(await receive(partial, input, progress));
      } finally {
        index.release(sha1);
        await sweep();
      }
    },
  };
}
