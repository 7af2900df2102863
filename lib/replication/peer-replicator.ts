import { createBatchingLink } from '../batches/batching-link.ts';
import { createPeer } from '../delivery/peer.ts';
import type { PeerIdentity } from '../delivery/peer-identity.ts';
import type { PeerLink } from '../delivery/peer-link.ts';
import type { Timers } from '../host/timers.ts';
import { createRemotePeer, type RemotePeer } from '../read-through/remote-peer.ts';
import type { RepairSourceOptions } from '../repair/repair-source.ts';
import { createRepairer, type Repairer } from '../repair/repairer.ts';
import { createReplicator, type Replicator, type ReplicatorOptions } from './replicator.ts';
import { windowSize } from './window-size.ts';

/** What brings one peer up to date: what is new, and what it lacks all the same. */
export interface PeerReplicator extends Replicator {
  readonly repairer: Repairer;
  /** Reads files that are not here; absent where the link can't. */
  readonly remote: RemotePeer | undefined;
  /** Has requests of clients served by the peer; absent likewise. */
  readonly pass: PeerLink['pass'];
  /**
   * The process that responds at its URL while the peer is up; `undefined` where none is shown, or
   * one that sends nothing by itself, as that of a bucket.
   */
  instance(): string | undefined;
}

export interface PeerReplicatorOptions
  extends Omit<ReplicatorOptions, 'peer' | 'concurrency'>,
    Omit<RepairSourceOptions, 'peer' | 'storage'> {
  readonly link: PeerLink;
  readonly identity: PeerIdentity;
  readonly timers: Timers;
  /** How many uploads may be in flight at once, each in a request of its own. */
  readonly concurrency: number;
}

/** How many operations may be in flight in batches, for one that may be alone. */
const requestsInOne = 4;

/** Creates all that one node does with one peer. */
export function createPeerReplicator(options: PeerReplicatorOptions): PeerReplicator {
  const { peerName, link, identity, ctx, clock, concurrency, timers } = options;
  const limits = { concurrency, maxRequests: windowSize(concurrency) };
  const batching =
    link.passesLines === true ? createBatchingLink(link, { ...limits, timers }) : undefined;
  const peer = createPeer(batching ?? link, identity, clock);
  const replicator = createReplicator({
    ...options,
    peer,
    concurrency: () => (batching?.isBatching === true ? concurrency * requestsInOne : concurrency),
  });
  const repairer = createRepairer({ ...options, peer, storage: ctx.storage });
  const remote =
    link.read &&
    createRemotePeer({
      peerName,
      read: link.read,
      identity,
      state: () => replicator.status().state,
      equalAtMs: () => (link.isShared === true ? undefined : repairer.report().equalAtMs),
      clockOffsetSeconds: () => peer.clockOffsetSeconds,
      clock,
    });
  const isNode = (): boolean =>
    link.isShared !== true && replicator.status().state === 'up' && peer.problem() === undefined;
  const instance = (): string | undefined => (isNode() ? identity.instance : undefined);
  return { ...replicator, repairer, remote, pass: link.pass, instance };
}
