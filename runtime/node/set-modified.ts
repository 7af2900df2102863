import { lutimes, lutimesSync } from 'node:fs';
import { promisify } from 'node:util';

const setTimes = promisify(lutimes);

/** A call that takes longer, in milliseconds, waited for something. */
const quickMs = 0.2;
/** How long the thread pool is used after a slow call; twice as long after each further one. */
const minCautiousMs = 10;
const maxCautiousMs = 60_000;

/**
 * Creates what sets the modification time of a file that was just written. Its inode is in memory,
 * so that a synchronous call takes two microseconds, where a trip to the thread pool makes a small
 * upload 10 % dearer. Where such calls prove slow (a full journal, a network), nearly all of them
 * take that trip, so that no disk blocks the event loop for more than a moment.
 */
export function createSetModified(
  nowMs = () => performance.now(),
): (path: string, modifiedMs: number) => Promise<void> {
  let cautiousMs = minCautiousMs;
  let cautiousUntilMs = 0;

  function noteDuration(beganMs: number): void {
    const endedMs = nowMs();
    const isSlow = endedMs - beganMs > quickMs;
    if (isSlow) cautiousUntilMs = endedMs + cautiousMs;
    cautiousMs = isSlow ? Math.min(cautiousMs * 2, maxCautiousMs) : minCautiousMs;
  }

  return async (path, modifiedMs) => {
    const times = [path, Date.now() / 1000, modifiedMs / 1000] as const;
    const beganMs = nowMs();
    if (beganMs < cautiousUntilMs) return await setTimes(...times);
    try {
      lutimesSync(...times);
    } finally {
      noteDuration(beganMs);
    }
  };
}
