import { within } from '../concurrency/within.ts';
import type { PeerRead } from '../delivery/peer-link.ts';
import { isUnauthorizedStatus } from '../delivery/response-status.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import type { ReadThroughLimits } from '../limits/read-through-limits.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { RemoteDownload, RemotePeer } from './remote-peer.ts';

/** A peer that says it has a file, and what it says of it. */
export interface Holder {
  readonly peer: RemotePeer;
  readonly name: StoredName;
  readonly sizeBytes: number;
  readonly isUtf8: boolean;
  readonly from: string | undefined;
  /** Which node it is; absent where that is not known for certain, as `from`. */
  readonly nodeId: string | undefined;
}

/** What asking a peer takes. */
export interface AskingOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly limits: ReadThroughLimits;
}

/**
 * Asks peers, all at once, whether they have a file. Resolves with the first that has it, or when
 * all have responded or were too slow.
 */
export function findHolder(
  name: StoredName,
  peers: readonly RemotePeer[],
  options: AskingOptions,
): Promise<Holder | undefined> {
  return new Promise((resolve) => {
    let waiting = peers.length;
    if (waiting === 0) resolve(undefined);
    for (const peer of peers) {
      void askForFile(peer, name, options).then((holder) => {
        waiting -= 1;
        if (holder !== undefined || waiting === 0) resolve(holder);
      });
    }
  });
}

/** Asks one peer whether it has a file; `undefined` where it has not, or does not respond. */
export async function askForFile(
  peer: RemotePeer,
  name: StoredName,
  options: AskingOptions,
): Promise<Holder | undefined> {
  const download = await readHead(peer, { method: 'HEAD', name }, options);
  if (download === undefined) return undefined;
  download.cancel();
  const { status, sha1, sizeBytes, isUtf8, from, nodeId } = download;
  if (isUnauthorizedStatus(status)) peer.rest(options.limits.restMs);
  // A server that responds 200 to everything sends no hash.
  if (status !== 200 || sha1 !== partsOf(name).sha1 || sizeBytes === undefined) return undefined;
  return { peer, name, sizeBytes, isUtf8, from, nodeId: from && nodeId };
}

/**
 * Waits for the head of a peer's response. `undefined` where none comes in time; a peer
 * that does not respond to anybody is left alone for a while, so that it delays nobody else.
 */
export async function readHead(
  peer: RemotePeer,
  request: Omit<PeerRead, 'signal'>,
  { timers, log, limits }: AskingOptions,
): Promise<RemoteDownload | undefined> {
  const { responses } = peer;
  try {
    return await within(timers, limits.headMs, (signal) => peer.read({ ...request, signal }));
  } catch (error) {
    // One that responds to others is slow with this file only.
    if (peer.responses === responses) peer.rest(limits.restMs);
    log.debug('a peer could not be asked for a file', { peer: peer.peerName, error });
    return undefined;
  }
}
