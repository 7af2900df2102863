import { peerKey, peerName } from '../delivery/peer-url.ts';
import { type Clock, nowSeconds } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { PeerPositions } from './peer-positions.ts';
import type { PeerPosition, PeerQueue } from './peer-queue.ts';
import type { RemovedPeerReport } from './peers.ts';

/** Peers that are no longer configured, with what is pending for them. */
export interface RemovedPeers {
  /** Their positions by `peerKey`, to be saved with those of the others. */
  positions(): PeerPositions;
  report(): Readonly<Record<string, RemovedPeerReport>>;
  /** Hands over what is pending for the peer with this id, which is under another URL now. */
  claim(nodeId: string): PeerPosition | undefined;
}

export interface RemovedPeersOptions {
  readonly saved: PeerPositions;
  /** The URLs that are configured. */
  readonly peerUrls: readonly string[];
  /** The URLs of peers that the operator says are gone for good. */
  readonly forget: readonly string[];
  /** How long what is pending for the others is kept, in milliseconds. */
  readonly forgetAfterMs: number;
  readonly openQueue: (restored: PeerPosition) => PeerQueue;
  readonly clock: Clock;
  readonly log: Log;
}

interface RemovedPeer {
  readonly queue: PeerQueue;
  /** The node id that it showed last. */
  readonly nodeId: string | undefined;
  readonly removedAt: number;
}

/**
 * Keeps what is pending for a peer whose URL is not configured any more: it may have been left out
 * by mistake, or be back under another URL. Until it is forgotten its journal segments are kept.
 */
export function keepRemovedPeers(options: RemovedPeersOptions): RemovedPeers {
  const { saved, forgetAfterMs, openQueue, clock, log } = options;
  const configured = new Set(options.peerUrls.map(peerKey));
  const gone = new Set(options.forget.map(peerKey));
  const peers = new Map<string, RemovedPeer>();

  for (const [peer, position] of saved) {
    if (configured.has(peer)) continue;
    if (gone.delete(peer)) log.warn('a removed peer is forgotten', { peer });
    else keep(peer, position);
  }
  for (const peer of gone) log.warn('--forget names no peer that was removed', { peer });

  function keep(peer: string, position: PeerPosition): void {
    const removedAt = position.removedAt ?? nowSeconds(clock);
    const queue = openQueue(position);
    peers.set(peer, { queue, nodeId: position.nodeId, removedAt });
    if (position.removedAt !== undefined) return;
    log.warn('a peer is no longer configured; what is pending for it is kept for a while', {
      peer,
      pending: queue.length,
      forgetAt: toIso(removedAt),
    });
  }

  function toIso(removedAt: number): string {
    return new Date(removedAt * 1000 + forgetAfterMs).toISOString();
  }

  function forgetOld(): void {
    for (const [peer, { queue, removedAt }] of peers) {
      if (clock.nowMs() < removedAt * 1000 + forgetAfterMs) continue;
      peers.delete(peer);
      log.warn('a removed peer is forgotten', { peer, pending: queue.length });
    }
  }

  return {
    positions() {
      forgetOld();
      return new Map(
        [...peers].map(([peer, { queue, nodeId, removedAt }]) => [
          peer,
          { ...queue.snapshot(), ...(nodeId !== undefined && { nodeId }), removedAt },
        ]),
      );
    },
    claim(nodeId) {
      const found = [...peers].find(([, peer]) => peer.nodeId === nodeId);
      if (found === undefined) return undefined;
      const [peer, { queue }] = found;
      peers.delete(peer);
      log.warn('a removed peer is there under another URL', { peer, pending: queue.length });
      return queue.snapshot();
    },
    report: () =>
      Object.fromEntries(
        [...peers].map(([peer, { queue, removedAt }]) => [
          peerName(peer),
          { pending: queue.length, length: queue.length, forgetAt: toIso(removedAt) },
        ]),
      ),
  };
}
