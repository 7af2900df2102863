import { fileURLToPath } from 'node:url';
import type { ProcessOptions } from './start-process.ts';

const preload = fileURLToPath(new URL('shifted-time.mjs', import.meta.url));

/** What is different about a process's time. */
export interface ShiftedTime {
  /** How far its clock is ahead. */
  readonly offsetMs?: number;
  /** Its clock is right until SIGUSR2 comes. */
  readonly steps?: boolean;
  /** Its clock stands still; its timers run. */
  readonly isFrozen?: boolean;
  /**
   * How many times as fast as ours its time runs, timers included. Its clients live in our time:
   * by default they may be idle as long as ever.
   */
  readonly factor?: number;
}

/** Options for a process whose time is not ours. */
export function withShiftedTime({
  offsetMs = 0,
  steps = false,
  isFrozen = false,
  factor = 1,
}: ShiftedTime): ProcessOptions {
  return {
    nodeArgs: ['--import', preload],
    env: {
      TEST_CLOCK_OFFSET_MS: `${offsetMs}`,
      TEST_TIME_FACTOR: `${factor}`,
      ...(factor > 1 && {
        COCKATIEL_IDLE_TIMEOUT: `${60 * factor}`,
        COCKATIEL_KEEP_ALIVE_TIMEOUT: `${65 * factor}`,
      }),
      ...(steps && { TEST_CLOCK_STEPS: '1' }),
      ...(isFrozen && { TEST_CLOCK_FROZEN: '1' }),
    },
  };
}
