/** Whether a body comes fast enough, by the time that its sender was waited for. */
export interface ArrivalRate {
  /** The sender is waited for from now on. */
  wait(): void;
  /** It is not asked for more at present. */
  pause(): void;
  /** Takes note of bytes that came; `false` when they and those before them came too slowly. */
  note(sizeBytes: number): boolean;
}

export interface ArrivalRateOptions {
  /** 0 takes any rate. */
  readonly minBytesPerSecond: number;
  /** How long the sender is waited for, all in all, before it is judged by what came. */
  readonly windowMs: number;
  readonly nowMs: () => number;
}

/** A silence counts for no more than such a part of the window. */
const countedSilence = 1 / 3;

/**
 * Measures by windows, one after another. A single long silence is no slow sender, and is looked
 * after by the idle limit: so it counts in part only, and a sender that goes on after one is not
 * judged by the first small piece.
 */
export function createArrivalRate(options: ArrivalRateOptions): ArrivalRate {
  const { minBytesPerSecond, windowMs, nowMs } = options;
  let waitingSinceMs: number | undefined;
  let waitedMs = 0;
  let bytes = 0;

  function count(): void {
    if (waitingSinceMs === undefined) return;
    const silenceMs = nowMs() - waitingSinceMs;
    waitedMs += Math.min(silenceMs, windowMs * countedSilence);
    waitingSinceMs += silenceMs;
  }

  return {
    wait() {
      waitingSinceMs ??= nowMs();
    },
    pause() {
      count();
      waitingSinceMs = undefined;
    },
    note(sizeBytes) {
      count();
      bytes += sizeBytes;
      if (waitedMs < windowMs) return true;
      const isFastEnough = bytes * 1000 >= minBytesPerSecond * waitedMs;
      bytes = 0;
      waitedMs = 0;
      return isFastEnough;
    },
  };
}
