import type { Clock } from '../host/clock.ts';

/**
 * Judges whether a request body arrives fast enough, counting only the time spent waiting for it.
 */
export interface BodyRate {
  /** Starts to count the time, if it is not counted already. */
  startWaiting(): void;
  /** Stops to count the time: the server does not want more of the body at present. */
  stopWaiting(): void;
  /** Counts bytes that arrived. Returns `false` when the body arrived too slowly until now. */
  addBytes(sizeBytes: number): boolean;
}

export interface BodyRateOptions {
  /** 0 accepts any rate. */
  readonly minBytesPerSecond: number;
  /** How much time must be spent waiting before the rate is judged. */
  readonly windowMs: number;
  readonly clock: Clock;
}

/** The share of a window that one pause between bytes can use up. */
const maxPauseShare = 1 / 3;

/**
 * Measures the rate in windows of waiting time, one after another; each is judged by itself, when
 * bytes arrive after its end. A single long pause does not make a slow sender, and the idle timeout
 * limits it anyway. So it is counted up to a third of the window only, and a sender that goes on
 * after a pause is not rejected for the first few bytes.
 */
export function createBodyRate(options: BodyRateOptions): BodyRate {
  const { minBytesPerSecond, windowMs, clock } = options;
  let waitingSinceMs: number | undefined;
  let waitedMs = 0;
  let bytes = 0;

  function countTime(): void {
    if (waitingSinceMs === undefined) return;
    const nowMs = clock.nowMs();
    // The clock may be set back.
    const pauseMs = Math.max(nowMs - waitingSinceMs, 0);
    waitedMs += Math.min(pauseMs, windowMs * maxPauseShare);
    waitingSinceMs = nowMs;
  }

  return {
    startWaiting() {
      waitingSinceMs ??= clock.nowMs();
    },
    stopWaiting() {
      countTime();
      waitingSinceMs = undefined;
    },
    addBytes(sizeBytes) {
      countTime();
      bytes += sizeBytes;
      if (waitedMs < windowMs) return true;
      const isFastEnough = bytes * 1000 >= minBytesPerSecond * waitedMs;
      bytes = 0;
      waitedMs = 0;
      return isFastEnough;
    },
  };
}
