import type { SpooledContent } from '../../lib/object-store/object-store.ts';

/** A content on its way to a store. */
export interface WatchedContent {
  readonly content: SpooledContent;
  /** Why it could not be read, if that is so. */
  readonly failure: { readonly error: unknown } | undefined;
}

/** The same content, which keeps why it could not be read: that is no fault of the store. */
export function watchContent({ sizeBytes, read }: SpooledContent): WatchedContent {
  let failure: WatchedContent['failure'];

  async function* watched(): AsyncGenerator<Uint8Array> {
    const chunks = read()[Symbol.asyncIterator]();

    async function next(): Promise<IteratorResult<Uint8Array>> {
      try {
        return await chunks.next();
      } catch (error) {
        failure = { error };
        throw error;
      }
    }

    try {
      // A stream throws the error of a connection into what it reads: that is none of the reading.
      for (let chunk = await next(); chunk.done !== true; chunk = await next()) yield chunk.value;
    } finally {
      await chunks.return?.();
    }
  }

  return {
    content: { sizeBytes, read: watched },
    get failure() {
      return failure;
    },
  };
}
