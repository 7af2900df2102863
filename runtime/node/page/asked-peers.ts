import { within } from '../../../lib/concurrency/within.ts';
import type { Config } from '../../../lib/context.ts';
import type { PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { peerName } from '../../../lib/delivery/peer-url.ts';
import { statusName } from '../../../lib/delivery/status-report.ts';
import type { AskedPeer } from '../../../lib/monitor/peer-views.ts';
import { createHttpPeerLink, type HttpPeerLink } from '../peers/http-peer-link.ts';
import { nodeTimers } from '../timers.ts';

export interface AskedPeersOptions {
  readonly peerUrls: readonly string[];
  readonly proxy: string | undefined;
  /** The secret to send to peers whose URL has none. */
  readonly secret: () => string | undefined;
}

/** The peers of a node, and what ends the requests to them. */
export interface AskedPeers {
  readonly peers: readonly AskedPeer[];
  close(): void;
}

/** Who looks at the page waits no longer than this for a peer. */
const responseTimeoutMs = 2000;

/** The peers, over connections of their own: what is asked waits for no transfer. */
export function createAskedPeers(
  { peerUrls, proxy, secret }: AskedPeersOptions,
  { version, nodeId, instance }: Pick<Config, 'version' | 'nodeId' | 'instance'>,
): AskedPeers {
  const links: HttpPeerLink[] = [];
  const sender = { version, nodeId, instance };
  const peers = peerUrls.map((url) => {
    const limits = { concurrency: 1, idleTimeoutMs: responseTimeoutMs };
    const link = createHttpPeerLink({ url, proxy, secret, ...sender, ...limits });
    links.push(link);
    // The limits of the link are those of its head: a body may come byte by byte.
    const ask = (): Promise<PeerResponse> =>
      within(nodeTimers, responseTimeoutMs, () =>
        link.send({ method: 'GET', name: statusName, responseTimeoutMs }),
      );
    return { name: peerName(url), ask };
  });
  return {
    peers,
    close() {
      for (const link of links) link.close();
    },
  };
}
