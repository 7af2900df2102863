/** How far a peer's clock is ahead of this node's. */
export interface ClockOffset {
  /** In whole seconds, negative where it is behind; `undefined` before a response has shown it. */
  readonly seconds: number | undefined;
  /**
   * Notes a response by its `Date`, in Unix seconds, and by when its request was sent and when it
   * came, in Unix milliseconds of this node's clock.
   */
  note(dateSeconds: number | undefined, begunMs: number, endedMs: number): void;
}

/** A response that took longer shows too little of when it was made. */
const longestMs = 2000;

/** Creates the offset of a peer that has not responded yet. */
export function createClockOffset(): ClockOffset {
  let seconds: number | undefined;
  return {
    get seconds() {
      return seconds;
    },
    note(dateSeconds, begunMs, endedMs) {
      const tookMs = endedMs - begunMs;
      if (dateSeconds === undefined || tookMs < 0 || tookMs > longestMs) return;
      // The peer wrote a date without its fraction, at some time between the two.
      const leastMs = dateSeconds * 1000 - endedMs;
      const mostMs = leastMs + tookMs + 1000;
      const offsetMs = leastMs > 0 ? leastMs : Math.min(mostMs, 0);
      seconds = Math.round(offsetMs / 1000) + 0;
    },
  };
}
