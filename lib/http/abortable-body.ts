/** A body whose reader another sender may send away. */
export interface AbortableBody extends AsyncIterable<Uint8Array> {
  /** Ends a wait for the next chunk with an error; nothing where none is waited for. */
  abort(error: Error): void;
}

/**
 * Reads a body so that a wait for a chunk that may never come can be ended. Once it is read to its
 * end, or left, so is the body.
 */
export function createAbortableBody(body: AsyncGenerator<Uint8Array>): AbortableBody {
  let reject: (error: Error) => void = () => undefined;

  function next(): Promise<IteratorResult<Uint8Array>> {
    return new Promise((resolve, rejectNext) => {
      reject = rejectNext;
      body.next().then(resolve, rejectNext);
    });
  }

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (let step = await next(); step.done !== true; step = await next()) yield step.value;
    } finally {
      // Not waited for: where a chunk is awaited, leaving waits for it too.
      body.return(undefined).catch(() => undefined);
    }
  }

  return { [Symbol.asyncIterator]: read, abort: (error) => reject(error) };
}
