import { bytesOf } from '../disk/small-files.ts';

/** A body that arrives in these chunks. */
export async function* bodyOf(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield bytesOf(chunk);
}
