/** A buffer of received bytes; adding to it is cheap, however long it is. */
export interface ByteQueue {
  add(chunk: Buffer): void;
  /** All bytes in the queue. */
  bytes(): Buffer;
  /** Removes the first bytes. */
  drop(sizeBytes: number): void;
}

export function createByteQueue(): ByteQueue {
  let buffer: Buffer = Buffer.alloc(65_536);
  let used = 0;
  return {
    add(chunk) {
      const previous = buffer.subarray(0, used);
      used += chunk.length;
      if (used > buffer.length) buffer = Buffer.concat([previous], used * 2);
      chunk.copy(buffer, used - chunk.length);
    },
    bytes: () => buffer.subarray(0, used),
    drop(sizeBytes) {
      // A copy: what `bytes` returned earlier must not change.
      buffer = Buffer.concat([buffer.subarray(sizeBytes, used)], Math.max(used, 65_536));
      used -= sizeBytes;
    },
  };
}
