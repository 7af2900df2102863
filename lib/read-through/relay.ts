import type { Slots } from '../concurrency/slots.ts';
import type { ByteRange } from '../http/byte-range.ts';
import type { AskingOptions, Holder } from './find-holder.ts';
import { RemoteFileError, readRemote } from './remote-body.ts';

/** Passes on a file of a peer, or a range of it, as the client reads it. */
export type Relay = (holder: Holder, range?: ByteRange) => AsyncGenerator<Uint8Array<ArrayBuffer>>;

/** Creates the relay of a node, which does only so much at once. */
export function createRelay(slots: Slots, options: AskingOptions): Relay {
  return async function* relay(holder, range) {
    const release = await slots.acquire();
    if (release === undefined) throw new RemoteFileError('too many files are passed on');
    try {
      yield* readRemote(holder, range, options);
    } finally {
      release();
    }
  };
}
