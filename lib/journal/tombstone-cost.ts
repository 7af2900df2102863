/** What one token pays for: most names, with their directories and their stamp, are shorter. */
const bytesPerToken = 128;
const utf8 = new TextEncoder();

/**
 * How many tokens it takes to keep a deleted name for ever: one, or as many as its length calls for
 * in memory and on disk, where it takes a byte for each of its UTF-8. At most 8.
 */
export function tombstoneCost(name: string): number {
  return Math.max(utf8.encode(name).length / bytesPerToken, 1);
}
