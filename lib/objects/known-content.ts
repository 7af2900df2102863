import type { CreateSha1 } from '../host/hash.ts';
import type { ContentFacts, SpooledContent } from '../object-store/object-store.ts';
import { CorruptFileError } from '../storage/verification.ts';
import type { CreateTextScan } from '../transfers/text-scan.ts';

export interface KnownContentParts {
  readonly createSha1: CreateSha1;
  readonly createTextScan: CreateTextScan;
}

/** Reads a whole content, and finds out what a store has to know of it. */
export async function factsOf(
  content: SpooledContent,
  isText: boolean,
  { createSha1, createTextScan }: KnownContentParts,
): Promise<ContentFacts> {
  const hasher = createSha1();
  const scan = isText ? createTextScan() : undefined;
  for await (const chunk of readSized(content)) {
    hasher.update(chunk);
    scan?.add(chunk);
  }
  return { sha1: hasher.digest(), isUtf8: scan?.isUtf8() };
}

/**
 * The same content, which is hashed again whenever it is read. Its last chunk is held back until
 * the hash agrees: who is sent another content, because it has changed meanwhile, never gets all of
 * it (I3). Reading rejects with a `CorruptFileError` then.
 */
export function verifiedContent(
  content: SpooledContent,
  sha1: string,
  createSha1: CreateSha1,
): SpooledContent {
  async function* read(): AsyncGenerator<Uint8Array> {
    const hasher = createSha1();
    let held: Uint8Array = new Uint8Array();
    for await (const chunk of readSized(content)) {
      hasher.update(chunk);
      if (held.length > 0) yield held;
      held = chunk;
    }
    if (hasher.digest() !== sha1) throw changed();
    yield held;
  }

  return { sizeBytes: content.sizeBytes, read };
}

/**
 * Reads a content in chunks that are not empty. Rejects with a `CorruptFileError` before a byte too
 * many, and at the end where one is missing.
 */
export async function* readSized({
  sizeBytes,
  read,
}: SpooledContent): AsyncGenerator<Uint8Array, void> {
  let leftBytes = sizeBytes;
  for await (const chunk of read()) {
    leftBytes -= chunk.length;
    if (leftBytes < 0) throw changed();
    if (chunk.length > 0) yield chunk;
  }
  if (leftBytes > 0) throw changed();
}

function changed(): CorruptFileError {
  return new CorruptFileError('it changed while it was read');
}
