/** How many requests are reserved for the kind that the window is not full of. */
const ownSlots = 4;

/**
 * How many requests to one peer may be in flight, given how many of them may be uploads. The rest
 * is reserved for deletions, so that large uploads over a slow link don't delay them; a flood of
 * deletions leaves as many to uploads.
 */
export function windowSize(concurrency: number): number {
  return concurrency + Math.min(concurrency, ownSlots);
}
