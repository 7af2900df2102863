/** Bytes that come in pieces and go in whole responses; adding is cheap however much is there. */
export interface ByteQueue {
  add(piece: Buffer): void;
  /** All that is there. */
  bytes(): Buffer;
  /** Takes away the first bytes. */
  drop(sizeBytes: number): void;
}

export function createByteQueue(): ByteQueue {
  let room: Buffer = Buffer.alloc(65_536);
  let used = 0;
  return {
    add(piece) {
      const before = room.subarray(0, used);
      used += piece.length;
      if (used > room.length) room = Buffer.concat([before], used * 2);
      piece.copy(room, used - piece.length);
    },
    bytes: () => room.subarray(0, used),
    drop(sizeBytes) {
      // A copy: what was taken out stays as it is.
      room = Buffer.concat([room.subarray(sizeBytes, used)], Math.max(used, 65_536));
      used -= sizeBytes;
    },
  };
}
