import { bytesOf } from '../disk/small-files.ts';

/** A body that arrives in these pieces. */
export async function* bodyOf(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield bytesOf(piece);
}
