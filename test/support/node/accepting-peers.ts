import type { PeerLink, PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { parseStoredName } from '../../../lib/names/stored-name.ts';
import type { TestContext } from './create-test-context.ts';
import { drainOnce } from './drain-once.ts';
import { noTimers } from './no-timers.ts';
import { pending } from './pending.ts';
import { sha1Of } from './sha1-of.ts';

/** Peers that accept all they are sent, and remember it whatever happens to the node. */
export interface AcceptingPeers {
  readonly urls: readonly string[];
  /** Names that every peer rejects at present. */
  readonly refused: Set<string>;
  /** Whether all peers reject a request whatever its name; by default they reject none. */
  refuses: (request: PeerRequest) => boolean;
  /** What a peer has acknowledged, as `PUT <name>` and `DELETE <name>`. */
  acknowledged(url: string): Set<string>;
  /** Lets the node send what it can at this moment, to one peer or to all. */
  drain(node: TestContext, only?: string): Promise<void>;
  /**
   * Turns the node's clock on until no more than `length` operations are pending for each peer;
   * throws if that takes too long.
   */
  settle(node: TestContext, length: number): Promise<void>;
}

const ids = { nodeId: '00000000000000bb', instance: '00000000000000b1' };
/** The longest back-off of a deferred operation. */
const roundMs = 30_000;
const rounds = 5;

/** Creates peers that were sent nothing yet. */
export function createAcceptingPeers(urls: readonly string[]): AcceptingPeers {
  const acknowledged = new Map(urls.map((url) => [url, new Set<string>()]));
  const refused = new Set<string>();

  async function accept(url: string, request: PeerRequest): Promise<PeerResponse> {
    const { method, name, body } = request;
    if (refused.has(name) || peers.refuses(request)) return { status: 507, ...ids };
    if (body !== undefined) {
      const bytes = new Uint8Array(await new Response(await body.read()).arrayBuffer());
      if (sha1Of(bytes) !== parseStoredName(name)?.sha1) return { status: 400, ...ids };
    }
    acknowledged.get(url)?.add(`${method} ${name}`);
    return { status: method === 'PUT' ? 201 : 404, ...ids };
  }

  async function drain(node: TestContext, only?: string): Promise<void> {
    const connect = (url: string): PeerLink => ({ send: (request) => accept(url, request) });
    for (const [url, replicator] of node.cluster.createReplicators({
      ctx: node.ctx,
      connect,
      concurrency: 2,
      timers: noTimers,
    })) {
      if (url === (only ?? url)) await drainOnce(replicator);
    }
  }

  const peers: AcceptingPeers = {
    urls,
    refused,
    refuses: () => false,
    acknowledged: (url) => acknowledged.get(url) as Set<string>,
    drain,
    async settle(node, length) {
      for (let round = 0; round < rounds; round += 1) {
        await drain(node);
        if (urls.every((url) => (pending(node, url) as number) <= length)) return;
        node.clock.ms += roundMs;
      }
      throw new Error('Some operations are still pending.');
    },
  };
  return peers;
}
