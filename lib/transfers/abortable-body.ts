/** A body whose reader can be interrupted, because another sender has a better claim. */
export interface AbortableBody extends AsyncIterable<Uint8Array> {
  /** Rejects the wait for the next chunk with this error. Does nothing if there is no wait. */
  abort(error: Error): void;
}

/**
 * Makes a body abortable: a wait for a chunk that may never come can be ended. When the reader has
 * reached the end, or stops early, the body is closed too.
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
      // Not awaited: while a chunk is pending, closing the body waits for that chunk.
      body.return(undefined).catch(() => undefined);
    }
  }

  return { [Symbol.asyncIterator]: read, abort: (error) => reject(error) };
}
