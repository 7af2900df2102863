/** Wall-clock time. */
export interface Clock {
  nowMs(): number;
}
