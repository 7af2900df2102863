import { type Chunks, chunksOf, streamOf } from './chunks.ts';
import { CockatielError } from './errors.ts';

/**
 * What can be uploaded. A function is called for each attempt, and again to resume an upload; a
 * stream can be sent once only.
 */
export type UploadBody =
  | string
  | Blob
  | ArrayBuffer
  | ArrayBufferView<ArrayBuffer>
  | Chunks
  | (() => Chunks | Promise<Chunks>);

/** The bytes of an upload. */
export interface Source {
  /** All of them, where they need no stream. */
  readonly blob?: Blob;
  /** How many there are; `undefined` where that is known at the end only. */
  readonly sizeBytes: number | undefined;
  /** Whether they can be read more than once. */
  readonly isReplayable: boolean;
  /** Whether they can be read now. */
  mayRead(): boolean;
  /** Reads from an offset on. What the body rejects with becomes a `CockatielError`. */
  read(offset: number): AsyncGenerator<Uint8Array>;
}

/** Takes what the caller has; `sizeBytes` is its size as far as the caller knows it. */
export function toSource(body: UploadBody, sizeBytes: number | undefined): Source {
  if (typeof body === 'function') {
    const read = (offset: number): AsyncGenerator<Uint8Array> => readFrom(body, offset);
    return { sizeBytes, isReplayable: true, mayRead: () => true, read };
  }
  if (typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    return ofBlob(new Blob([body]));
  }
  if (body instanceof Blob) return ofBlob(body);
  let wasRead = false;
  async function* readOnce(offset: number): AsyncGenerator<Uint8Array> {
    wasRead = true;
    yield* readFrom(() => body as Chunks, offset);
  }
  return { sizeBytes, isReplayable: false, mayRead: () => !wasRead, read: readOnce };
}

/** The same with all bytes in a `Blob`, for who can't send a stream. */
export async function collected(source: Source): Promise<Source> {
  if (source.blob !== undefined) return source;
  return ofBlob(await new Response(streamOf(source.read(0))).blob());
}

function ofBlob(blob: Blob): Source {
  return {
    blob,
    sizeBytes: blob.size,
    isReplayable: true,
    mayRead: () => true,
    read: (offset) => readFrom(() => blob.slice(offset).stream(), 0),
  };
}

async function* readFrom(
  open: () => Chunks | Promise<Chunks>,
  offset: number,
): AsyncGenerator<Uint8Array> {
  let toSkip = offset;
  try {
    for await (const chunk of chunksOf(await open())) {
      const rest = chunk.subarray(toSkip);
      toSkip -= chunk.length - rest.length;
      if (rest.length > 0) yield rest;
    }
  } catch (cause) {
    throw new CockatielError('body', 'the body is unreadable', { cause });
  }
}
