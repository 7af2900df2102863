import type { DeliveryContext } from '../delivery/deliver.ts';
import type { NodeIds } from '../delivery/peer-identity.ts';
import type { PeerLink } from '../delivery/peer-link.ts';
import { peerName } from '../delivery/peer-url.ts';
import type { Clock } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Retry } from '../host/retry.ts';
import type { Timers } from '../host/timers.ts';
import type { PeerSet } from './peer-set.ts';
import { startReplicationLoop } from './replication-loop.ts';

export interface StartReplicationOptions {
  readonly peers: PeerSet;
  readonly ctx: DeliveryContext & {
    readonly config: NodeIds;
    readonly clock: Clock;
    readonly log: Log;
  };
  readonly connect: (url: string) => PeerLink;
  /** Operations under way to one peer at once. */
  readonly concurrency: number;
  readonly timers: Timers;
  readonly retry: Retry;
}

/** The loops that bring every peer up to date. */
export interface RunningReplication {
  /** There is a new operation. */
  wake(): void;
  /**
   * Ends the loops, and saves how far each peer is. Whoever made the links cuts off what is under
   * way, as soon as this was called.
   */
  stop(): Promise<void>;
}

/** Positions are saved this often while they move: what is lost of them is only told again. */
const saveIntervalMs = 2000;

/** Starts replicating to every peer of the configuration, each independent of the others. */
export function startReplication(options: StartReplicationOptions): RunningReplication {
  const { peers, ctx, connect, concurrency, timers, retry } = options;
  const { clock, log } = ctx;
  const replicators = peers.createReplicators(ctx, connect, concurrency);
  const replications = [...replicators].map(([url, replicator]) =>
    startReplicationLoop({ peerName: peerName(url), replicator, clock, log, timers, retry }),
  );
  peers.onRewind(wake);
  let saving = Promise.resolve();
  let cancelSave = saveLater();

  function wake(): void {
    for (const replication of replications) replication.wake();
  }

  function saveLater(): () => void {
    return timers.after(saveIntervalMs, () => {
      cancelSave = saveLater();
      void save();
    });
  }

  function save(): Promise<void> {
    saving = saving
      .then(() => peers.save())
      .catch((error: unknown) => {
        log.warn('how far the peers are could not be saved; it will be tried again', { error });
      });
    return saving;
  }

  return {
    wake,
    async stop() {
      cancelSave();
      await Promise.all(replications.map((replication) => replication.stop()));
      await save();
    },
  };
}
