/** A copy of which one bit is flipped, at a place given by a number from 0 up to 1. */
export function flipBit(bytes: Uint8Array, where: number): Uint8Array<ArrayBuffer> {
  const flipped = bytes.slice();
  const at = Math.floor(where * bytes.length);
  if (bytes.length > 0) flipped[at] = (flipped[at] ?? 0) ^ 1;
  return flipped;
}
