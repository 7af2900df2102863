/** When a run begins, in Unix milliseconds, by a clock that is right. */
export const startTimeMs = 1_700_000_000_000;
