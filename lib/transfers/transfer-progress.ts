import type { Clock } from '../host/clock.ts';
import type { TransferLimits } from '../limits/transfer-limits.ts';

/** How fast the bytes of a transfer come. */
export interface TransferProgress {
  /** Counts bytes that have come now. */
  note(bytes: number): void;
  /**
   * Whether nothing came for `stalledMs`, or less than `minBytesPerSecond` since a start that is at
   * least as long ago. Then another sender may try.
   */
  isStalled(): boolean;
}

/** Starts to count the bytes of a transfer. */
export function createTransferProgress(
  clock: Clock,
  { stalledMs, minBytesPerSecond }: Pick<TransferLimits, 'stalledMs' | 'minBytesPerSecond'>,
): TransferProgress {
  const startedAtMs = clock.nowMs();
  let movedAtMs = startedAtMs;
  let bytes = 0;

  return {
    note(count) {
      movedAtMs = clock.nowMs();
      bytes += count;
    },
    isStalled() {
      const nowMs = clock.nowMs();
      if (nowMs - movedAtMs >= stalledMs) return true;
      const ageMs = nowMs - startedAtMs;
      return ageMs >= stalledMs && bytes * 1000 < minBytesPerSecond * ageMs;
    },
  };
}

/** Passes a body on, and counts each chunk of it. */
export async function* noteChunks(
  body: AsyncIterable<Uint8Array>,
  progress: Pick<TransferProgress, 'note'>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    progress.note(chunk.length);
    yield chunk;
  }
}
