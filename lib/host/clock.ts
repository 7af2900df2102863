/** Wall-clock time. */
export interface Clock {
  nowMs(): number;
}

/** Unix time in whole seconds; 0 if the clock is set before 1970, because a stamp has no sign. */
export function nowSeconds(clock: Clock): number {
  return Math.max(Math.floor(clock.nowMs() / 1000), 0);
}
