import type { DeliveryContext } from '../delivery/deliver.ts';
import { createPeer } from '../delivery/peer.ts';
import { createPeerIdentities, type NodeIds } from '../delivery/peer-identity.ts';
import type { PeerLink } from '../delivery/peer-link.ts';
import { peerKey, peerName } from '../delivery/peer-url.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { PeerPositions } from '../pending/peer-positions.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';
import { createReplicator, type Replicator } from './replicator.ts';

/** What the host brings to replicate. */
export interface ReplicationHost {
  readonly ctx: DeliveryContext & { readonly config: NodeIds };
  readonly connect: (url: string) => PeerLink;
  /** How many uploads may be in flight to one peer at once. */
  readonly concurrency: number;
}

export interface ReplicatorsOptions {
  /** The queues of the configured peers by URL. */
  readonly queues: ReadonlyMap<string, PeerQueue>;
  /** The positions saved last, with the node id that each peer showed. */
  readonly saved: PeerPositions;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes everything still on record pending again in this queue. */
  readonly rewind: (queue: PeerQueue) => void;
}

/** Creates a replicator for each peer, by URL; they share what is known of who responds where. */
export function createReplicators(
  { ctx, connect, concurrency }: ReplicationHost,
  { queues, saved, clock, log, rewind }: ReplicatorsOptions,
): ReadonlyMap<string, Replicator> {
  const identities = createPeerIdentities(ctx.config, clock);
  return new Map(
    [...queues].map(([url, queue]) => {
      const name = peerName(url);
      const identity = identities.add(name, saved.get(peerKey(url))?.nodeId);
      const peer = createPeer(connect(url), identity, clock);
      const shared = { clock, log, ctx, concurrency, rewind: () => rewind(queue) };
      return [url, createReplicator({ peerName: name, peer, queue, ...shared })];
    }),
  );
}
