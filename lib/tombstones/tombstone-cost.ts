/** What one token pays for. Most names, with their directories and their stamp, are shorter. */
const bytesPerToken = 128;
const utf8 = new TextEncoder();

/**
 * Returns how many tokens of the rate limit a tombstone costs, which is kept forever: one, or more
 * for a long name, in proportion to its UTF-8. At most 8, because names have at most 1024 bytes.
 */
export function tombstoneCost(name: string): number {
  return Math.max(utf8.encode(name).length / bytesPerToken, 1);
}
