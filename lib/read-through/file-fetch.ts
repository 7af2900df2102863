import { createDeferred } from '../concurrency/deferred.ts';
import { createTransferProgress } from '../transfers/transfer-progress.ts';
import { createChunkQueue } from './chunk-queue.ts';
import type { AskingOptions, Holder } from './find-holder.ts';
import { RemoteFileError, readRemote } from './remote-body.ts';

/** Who gave a file, and what it is, for whoever stores it. */
export interface StoreRequest extends Pick<Holder, 'name' | 'sizeBytes' | 'from'> {
  readonly body: AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/**
 * Stores a file that a peer has, by the same commit as an upload. `mismatch`: the body is not the
 * file of that name. Rejects where it is not stored for another reason; the body is not asked for
 * then if that was clear beforehand.
 */
export type StoreRemote = (request: StoreRequest) => Promise<'stored' | 'mismatch'>;

/**
 * What became of a file that was to be stored. `refused`: this node does not take it, or could not
 * store it. `failed`: the peer has failed in the middle.
 */
export type FetchOutcome = 'stored' | 'refused' | 'failed';

/** A file on its way from a peer into the storage. */
export interface FileFetch {
  readonly holder: Holder;
  /** Resolves with the first bytes of the peer. */
  readonly begun: Promise<void>;
  readonly ended: Promise<FetchOutcome>;
  /** The content as it comes, for the first who asks for it. */
  takeChunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> | undefined;
}

/** Begins to store a file. */
export function startFetch(holder: Holder, store: StoreRemote, options: AskingOptions): FileFetch {
  const { name, sizeBytes, from, peer } = holder;
  const { clock, log, limits } = options;
  const queue = createChunkQueue(limits.bufferedBytes);
  const begun = createDeferred();
  let hasPeerFailed = false;
  let isTaken = false;

  async function* receive(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const progress = createTransferProgress(clock, limits);
    for await (const chunk of readRemote(holder, undefined, options)) {
      begun.resolve();
      queue.push(chunk);
      yield chunk;
      progress.note(chunk.length);
      if (progress.isStalled()) throw new RemoteFileError('it is too slow');
    }
    queue.end();
  }

  async function* body(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      yield* receive();
    } catch (error) {
      hasPeerFailed = true;
      throw error;
    }
  }

  async function run(): Promise<FetchOutcome> {
    try {
      const outcome = await store({ name, sizeBytes, from, body: body() });
      if (outcome === 'stored') return 'stored';
      peer.rest(limits.restMs);
      log.warn('a peer sent a file that does not match its name', { peer: peer.peerName, name });
      return 'failed';
    } catch (error) {
      log.debug('a file of a peer was not stored', { peer: peer.peerName, name, error });
      return hasPeerFailed ? 'failed' : 'refused';
    } finally {
      queue.end(new RemoteFileError('its transfer has failed'));
    }
  }

  return {
    holder,
    begun: begun.promise,
    ended: run(),
    takeChunks() {
      if (isTaken) return undefined;
      isTaken = true;
      return queue.read();
    },
  };
}
