import type { StagedFile } from '../context.ts';
import type { ContentRange } from '../http/content-range.ts';

/**
 * Large files of which a part is here, because the transfer broke off. Their bytes are fixed by
 * their SHA-1, whatever their name and whoever sends them. How many are kept, and how long, is
 * bounded; where the disk is short of room they go first.
 */
export interface PartialTransfers {
  /** From this size on, in bytes, a file is worth being resumed. */
  readonly resumableFromBytes: number;
  /** How many bytes of a content are here; 0 for none. */
  offsetOf(sha1: string): number;
  /**
   * Takes in the rest of a content: from byte 0 on anew, or from where the part ends that is here
   * (else 416). A body that breaks off is kept, durably, as far as it came. A 503 while somebody
   * else sends that content; one that is stalled is cut off for the next to go on. Whether the
   * whole has the right SHA-1 the caller must check; discarded, nothing of it is left.
   */
  append(sha1: string, body: AsyncIterable<Uint8Array>, range: ContentRange): Promise<StagedFile>;
}
