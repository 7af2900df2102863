import type { DeliveryContext } from '../delivery/deliver.ts';
import { createPeerIdentities, type NodeIds } from '../delivery/peer-identity.ts';
import type { PeerLink } from '../delivery/peer-link.ts';
import { peerKey, peerName } from '../delivery/peer-url.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import type { PeerPositions } from '../pending/peer-positions.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';
import type { RepairSourceOptions } from '../repair/repair-source.ts';
import { createPeerReplicator, type PeerReplicator } from './peer-replicator.ts';

/** What the host brings to replicate. */
export interface ReplicationHost {
  readonly ctx: DeliveryContext &
    Pick<RepairSourceOptions, 'inventory' | 'tombstones'> & { readonly config: NodeIds };
  readonly connect: (url: string) => PeerLink;
  /** How many uploads may be in flight to one peer at once. */
  readonly concurrency: number;
  readonly timers: Timers;
  /** Lets other work go on, in the middle of a long one; nothing is waited for unless given. */
  readonly pause?: () => Promise<void>;
  /** Called when a comparison has found something to send. */
  readonly onWork?: () => void;
}

export interface ReplicatorsOptions {
  /** The queues of the configured peers by URL. */
  readonly queues: ReadonlyMap<string, PeerQueue>;
  /** The positions saved last, with the node id that each peer showed. */
  readonly saved: PeerPositions;
  readonly clock: Clock;
  readonly log: Log;
  /** The sequence number of the journal's next record. */
  readonly nextSequence: () => number;
  /** Makes everything still on record pending again in this queue. */
  readonly rewind: (queue: PeerQueue) => void;
}

/** Creates a replicator for each peer, by URL; they share what is known of who responds where. */
export function createReplicators(
  { ctx, connect, concurrency, timers, pause = nothing, onWork = nothing }: ReplicationHost,
  { queues, saved, clock, log, nextSequence, rewind }: ReplicatorsOptions,
): ReadonlyMap<string, PeerReplicator> {
  const identities = createPeerIdentities(ctx.config, clock);
  /** The ids of the other peers that are up. */
  const otherIds = (url: string): readonly string[] =>
    [...replicators].flatMap(([other, { status, nodeId }]) =>
      other !== url && status().state === 'up' ? (nodeId() ?? []) : [],
    );
  const replicators = new Map(
    [...queues].map(([url, queue]) => {
      const name = peerName(url);
      const identity = identities.add(name, saved.get(peerKey(url))?.nodeId);
      const replicator = createPeerReplicator({
        peerName: name,
        link: connect(url),
        identity,
        queue,
        ctx,
        concurrency,
        timers,
        inventory: ctx.inventory,
        tombstones: ctx.tombstones,
        nextSequence,
        nodeId: ctx.config.nodeId,
        otherIds: () => otherIds(url),
        rewind: () => rewind(queue),
        pause,
        onWork,
        clock,
        log,
      });
      return [url, replicator];
    }),
  );
  return replicators;
}

async function nothing(): Promise<void> {}
