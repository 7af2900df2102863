import type { CreateSha1 } from '../host/hash.ts';
import type { ByteRange } from '../http/byte-range.ts';
import { partsOf } from '../names/stored-name.ts';
import { type AskingOptions, type Holder, readHead } from './find-holder.ts';

/** A peer has broken off, or has sent something else than the file it was asked for. */
export class RemoteFileError extends Error {
  constructor(detail: string) {
    super(`A peer did not send the file: ${detail}.`);
    this.name = 'RemoteFileError';
  }
}

/**
 * Requests a file, or a range of it, from the peer that has it. The request is sent when the body
 * is read; it fails unless exactly so many bytes come.
 */
export async function* readRemote(
  { peer, name, sizeBytes }: Holder,
  range: ByteRange | undefined,
  options: AskingOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const download = await readHead(peer, { method: 'GET', name, range }, options);
  if (download === undefined) throw new RemoteFileError('it did not respond');
  let leftBytes = range === undefined ? sizeBytes : range.last - range.first + 1;
  try {
    const expected = range && `bytes ${range.first}-${range.last}/${sizeBytes}`;
    const isWanted = download.status === (range === undefined ? 200 : 206);
    if (!isWanted || download.contentRange !== expected) {
      throw new RemoteFileError(`it responded ${download.status}`);
    }
    for await (const chunk of download.body) {
      leftBytes -= chunk.length;
      if (leftBytes < 0) throw new RemoteFileError('it is longer than it was said to be');
      yield chunk;
    }
    if (leftBytes > 0) throw new RemoteFileError('it is shorter than it was said to be');
  } finally {
    download.cancel();
  }
}

/**
 * Passes on a body up to its last chunk, and that one only if the SHA-1 of all bytes is the one in
 * the name (I3).
 */
export async function* verifyBody(
  body: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { name }: Pick<Holder, 'name'>,
  createSha1: CreateSha1,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const hasher = createSha1();
  let heldBack: Uint8Array<ArrayBuffer> | undefined;
  for await (const chunk of body) {
    if (heldBack !== undefined) yield heldBack;
    hasher.update(chunk);
    heldBack = chunk;
  }
  if (hasher.digest() !== partsOf(name).sha1) throw new RemoteFileError('its SHA-1 differs');
  if (heldBack !== undefined) yield heldBack;
}

/**
 * A body as handlers pass it on; nothing is read of it before somebody asks for it. `begun` is what
 * was read already.
 */
export function toStream(
  body: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  begun?: IteratorResult<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let first = begun;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const step = first ?? (await body.next());
        first = undefined;
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
      },
      cancel() {
        // Not awaited: while a chunk is pending, closing the body waits for that chunk.
        void Promise.allSettled([body.return(undefined)]);
      },
    },
    { highWaterMark: 0 },
  );
}
