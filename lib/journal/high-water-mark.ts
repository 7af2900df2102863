/**
 * Which records may be read, and which may be dropped. A record is unpublished while the operation
 * it records is still under way on this node. Cursors read up to the first unpublished record, so
 * that a peer never hears of a file that this node may still lose.
 */
export interface HighWaterMark {
  /** Holds the mark at a record until it is published. */
  hold(sequence: number): void;
  /**
   * Publishes a record; a second time does nothing. With `redo` it is kept until the next start,
   * and so is everything behind it.
   */
  publish(sequence: number, redo: boolean): void;
  /** The first sequence number that may not be read yet. */
  position(): number;
  /** The first sequence number that may not be dropped, whoever has acknowledged it. */
  keepFrom(): number;
}

/** Creates the mark of a journal; without unpublished records it is at the next sequence number. */
export function createHighWaterMark(nextSequence: () => number): HighWaterMark {
  /** In order, because sequence numbers are. */
  const unpublished = new Set<number>();
  let firstToRedo = Infinity;

  function position(): number {
    const [firstUnpublished = nextSequence()] = unpublished;
    return firstUnpublished;
  }

  return {
    hold: (sequence) => void unpublished.add(sequence),
    publish(sequence, redo) {
      unpublished.delete(sequence);
      if (redo) firstToRedo = Math.min(firstToRedo, sequence);
    },
    position,
    // The file of an unpublished deletion may still be there, and only its record removes it.
    keepFrom: () => Math.min(position(), firstToRedo),
  };
}
