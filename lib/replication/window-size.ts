/** How many operations of one kind never wait for those of the other. */
const ownSlots = 4;

/**
 * How many requests to one peer may be under way when so many uploads may be. The rest is for
 * deletions, so that large uploads over a slow link delay none; a flood of deletions leaves the
 * same number to uploads.
 */
export function windowSize(concurrency: number): number {
  return concurrency + Math.min(concurrency, ownSlots);
}
