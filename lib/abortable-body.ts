/** A body whose reader another sender may send away. */
export interface AbortableBody extends AsyncIterable<Uint8Array> {
  /** Ends a wait for the next chunk with an error; nothing where none is waited for. */
  abort(error: Error): void;
}

/**
 * Reads a body so that a wait for a chunk that may never come can be ended. Once it is read to its
 * end, or left, so is the body.
 */
export function createAbortableBody(body: AsyncIterable<Uint8Array>): AbortableBody {
  let reject: (error: Error) => void = () => undefined;

  function next(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    return new Promise((resolve, rejectNext) => {
      reject = rejectNext;
      chunks.next().then(resolve, rejectNext);
    });
  }

  async function* read(): AsyncGenerator<Uint8Array> {
    const chunks = body[Symbol.asyncIterator]();
    try {
      for (let step = await next(chunks); step.done !== true; step = await next(chunks)) {
        yield step.value;
      }
    } finally {
      // Not waited for: where a chunk is awaited, leaving waits for it too.
      chunks.return?.().catch(() => undefined);
    }
  }

  return { [Symbol.asyncIterator]: read, abort: (error) => reject(error) };
}
