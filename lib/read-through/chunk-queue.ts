import { createDeferred } from '../concurrency/deferred.ts';

/** The chunks of a body on their way to a reader that may be slower than their source. */
export interface ChunkQueue {
  /** Adds a chunk, or drops it and all that follow where the reader has fallen behind. */
  push(chunk: Uint8Array<ArrayBuffer>): void;
  /** No chunk follows; with an error, because the source has failed. */
  end(error?: Error): void;
  /**
   * The chunks from the first on, up to the end or to the first that was dropped. Throws the error
   * of the source. To be read once.
   */
  read(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/** Creates a queue that holds so many bytes. */
export function createChunkQueue(maxBytes: number): ChunkQueue {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let hasEnded = false;
  let failure: Error | undefined;
  let change = createDeferred();

  function notify(): void {
    change.resolve();
    change = createDeferred();
  }

  return {
    push(chunk) {
      if (hasEnded) return;
      hasEnded = bytes + chunk.length > maxBytes;
      if (!hasEnded) {
        chunks.push(chunk);
        bytes += chunk.length;
      }
      notify();
    },
    end(error) {
      if (hasEnded) return;
      hasEnded = true;
      failure = error;
      notify();
    },
    async *read() {
      for (;;) {
        const chunk = chunks.shift();
        if (chunk !== undefined) {
          bytes -= chunk.length;
          yield chunk;
        } else if (hasEnded) {
          break;
        } else await change.promise;
      }
      if (failure !== undefined) throw failure;
    },
  };
}
