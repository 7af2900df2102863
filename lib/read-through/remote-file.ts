import { waitFor } from '../concurrency/wait-for.ts';
import type { CreateSha1 } from '../host/hash.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { StoredFile } from '../storage/stored-file.ts';
import type { FileFetch } from './file-fetch.ts';
import type { AskingOptions, Holder } from './find-holder.ts';
import type { Relay } from './relay.ts';
import { RemoteFileError, toStream, verifyBody } from './remote-body.ts';

/** What reading a file takes that is not here yet. */
export interface ReadingOptions extends AskingOptions {
  readonly createSha1: CreateSha1;
  readonly relay: Relay;
  /** Opens the copy of this node. */
  readonly openStored: (name: StoredName) => Promise<StoredFile | undefined>;
}

/** A file that is read from a peer and not stored. */
export function relayedFile(holder: Holder, { relay, createSha1 }: ReadingOptions): StoredFile {
  return {
    ...describedFile(holder),
    readAll: () => begin(verifyBody(relay(holder), holder, createSha1)),
    readRange: (first, last) => toStream(relay(holder, { first, last })),
  };
}

/**
 * A file that is read while it is being stored. A range is requested on its own: what it needs may
 * be far from what has come.
 */
export function fetchedFile(fetch: FileFetch, options: ReadingOptions): StoredFile {
  const { holder } = fetch;
  return {
    ...describedFile(holder),
    readAll: async () =>
      toStream(verifyBody(readFetched(fetch, options), holder, options.createSha1)),
    readRange: (first, last) => toStream(options.relay(holder, { first, last })),
  };
}

/**
 * Waits for the first bytes that may be sent: of a small file that is all of it. So a peer that
 * does not send it can still be told to the client.
 */
async function begin(
  body: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  return toStream(body, await body.next());
}

function describedFile({ sizeBytes, isUtf8 }: Holder): Omit<StoredFile, 'readAll' | 'readRange'> {
  return { sizeBytes, isUtf8: async () => isUtf8, close: async () => undefined };
}

/** The content as it comes, and the rest from this node, or from the peer where that takes long. */
async function* readFetched(
  fetch: FileFetch,
  options: ReadingOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { holder } = fetch;
  const { sizeBytes, name } = holder;
  let position = 0;
  for await (const chunk of fetch.takeChunks() ?? []) {
    position += chunk.length;
    yield chunk;
  }
  if (position === sizeBytes) return;
  const rest = { first: position, last: sizeBytes - 1 };
  const outcome = await waitFor(fetch.ended, options.limits.behindMs, options.timers);
  if (outcome === undefined) return yield* options.relay(holder, rest);
  const file = outcome === 'stored' ? await options.openStored(name) : undefined;
  if (file === undefined) throw new RemoteFileError('its transfer has failed');
  yield* file.readRange(rest.first, rest.last);
}
