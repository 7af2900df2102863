import type { Context } from '../../../lib/context.ts';
import type { SenderIdentity } from '../../../lib/delivery/peer-headers.ts';
import type { PeerLink } from '../../../lib/delivery/peer-link.ts';
import type { PeerSet } from '../../../lib/replication/peer-set.ts';
import {
  type RunningReplication,
  startReplication,
} from '../../../lib/replication/start-replication.ts';
import { engine } from '../../engine/engine.ts';
import { retryWithPRetry } from '../retry.ts';
import { nodeTimers } from '../timers.ts';
import { createHttpPeerLink, type HttpPeerLink } from './http-peer-link.ts';

export interface HttpReplicationOptions {
  readonly proxy: string | undefined;
  readonly concurrency: number;
  /** The secret to send to peers whose URL has none. */
  readonly secret: () => string | undefined;
  /** The peer that is no node with an HTTP server, if there is one. */
  readonly bucket?: LocalPeer | undefined;
}

/** A peer that is reached without HTTP. */
export interface LocalPeer {
  readonly url: string;
  /** Connects a node to it, whose context it gets. */
  connect(sender: SenderIdentity, ctx: Context): PeerLink;
}

/**
 * A transfer fails when no byte is sent or received for this long. On Deno nothing else shows that
 * some connections are broken, and others wait for their end.
 */
const idleTimeoutMs = engine === 'deno' ? 15_000 : 30_000;
/** With the time limit of a probe: an idle peer that is gone shows as down within ten seconds. */
export const probeIntervalMs = 7000;

/** Starts replicating over HTTP. `stop()` of the result aborts transfers in flight. */
export function startHttpReplication(
  peers: PeerSet,
  ctx: Context,
  { proxy, concurrency, secret, bucket }: HttpReplicationOptions,
): RunningReplication {
  const { version, nodeId, instance } = ctx.config;
  const links: HttpPeerLink[] = [];
  const connect = (url: string): PeerLink => {
    const sender = { version, nodeId, instance };
    if (url === bucket?.url) return bucket.connect(sender, ctx);
    const options = { url, proxy, ...sender, concurrency, secret, idleTimeoutMs };
    const link = createHttpPeerLink(options);
    links.push(link);
    return link;
  };
  const shared = { timers: nodeTimers, retry: retryWithPRetry, probeIntervalMs, repairs: true };
  const running = startReplication({ peers, ctx, connect, concurrency, ...shared });
  return {
    wake: () => running.wake(),
    async stop() {
      const stopped = running.stop();
      for (const link of links) link.close();
      await stopped;
    },
  };
}
