import type { Cluster } from '../lib/cluster.ts';
import type { Context } from '../lib/context.ts';
import { peerName } from '../lib/peer-name.ts';
import { createHttpPeerLink, type HttpPeerLink } from './http-peer-link.ts';
import { type Replication, startReplication } from './replication.ts';

export interface ClusterSettings {
  readonly proxy: string | undefined;
  readonly concurrency: number;
}

/** The loops that bring every peer up to date. */
export interface RunningCluster {
  /** There is a new operation. */
  wake(): void;
  /** Cuts off what is under way, and saves how far each peer is. */
  stop(): Promise<void>;
}

/** Positions are saved this often while they move: what is lost of them is only told again. */
const saveIntervalMs = 2000;
/** A transfer in which nothing moves for this long has failed. */
const idleTimeoutMs = 30_000;

/** Starts replicating to every peer of the configuration, each independent of the others. */
export function startCluster(
  cluster: Cluster,
  ctx: Context,
  { proxy, concurrency }: ClusterSettings,
): RunningCluster {
  const { version, nodeId } = ctx.config;
  const links: HttpPeerLink[] = [];
  const connect = (url: string): HttpPeerLink => {
    const link = createHttpPeerLink({ url, proxy, version, nodeId, concurrency, idleTimeoutMs });
    links.push(link);
    return link;
  };
  const replicators = cluster.createReplicators(ctx, connect, concurrency);
  const replications: Replication[] = [...replicators].map(([url, replicator]) =>
    startReplication({ peerName: peerName(url), replicator, clock: ctx.clock, log: ctx.log }),
  );
  let saving = Promise.resolve();
  const save = (): Promise<void> => {
    saving = saving
      .then(() => cluster.save())
      .catch((error: unknown) => {
        ctx.log.warn('how far the peers are could not be saved; it will be tried again', { error });
      });
    return saving;
  };
  const timer = setInterval(() => void save(), saveIntervalMs);

  return {
    wake() {
      for (const replication of replications) replication.wake();
    },
    async stop() {
      clearInterval(timer);
      const stopped = replications.map((replication) => replication.stop());
      for (const link of links) link.close();
      await Promise.all(stopped);
      await save();
    },
  };
}
