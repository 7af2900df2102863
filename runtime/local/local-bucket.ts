import type { Context } from '../../lib/context.ts';
import type { SenderIdentity } from '../../lib/delivery/peer-headers.ts';
import type { PeerLink } from '../../lib/delivery/peer-link.ts';
import type { Timers } from '../../lib/host/timers.ts';
import type { StoreFailures } from '../../lib/object-store/store-failures.ts';
import type { OpenObjectNode } from '../../lib/startup/open-object-node.ts';
import { createLocalPeerLink } from './local-peer-link.ts';
import { unreachable } from './unreachable.ts';

/** A bucket in this process as a peer of the node before it. */
export interface LocalBucket {
  /** The way of that node to it. */
  connect(sender: SenderIdentity, before: Context): PeerLink;
  /** Closes it, if it was ever opened. */
  close(): Promise<void>;
}

/** The bucket behind a node as a node of its own, which has the other one as its peer. */
export interface OpenBehind {
  readonly node: Pick<OpenObjectNode, 'ctx' | 'askStore'>;
  close(): Promise<void>;
}

export interface LocalBucketOptions {
  /** Opens the bucket behind a node; is called again after it has failed. */
  readonly open: (before: Context) => Promise<OpenBehind>;
  /** At what the store fails, whichever attempt to open the bucket has found it out. */
  readonly failures: StoreFailures;
  readonly timers: Timers;
}

/**
 * Creates a bucket that is opened by the first request to it, so that a node starts while it can't
 * be reached. While the store fails, the peer can't be reached, for the reason that it gives.
 */
export function createLocalBucket({ open, failures, timers }: LocalBucketOptions): LocalBucket {
  let opening: Promise<OpenBehind> | undefined;

  /** Never opens two at once: the other one would go on, and never be closed. */
  async function opened(before: Context): Promise<OpenBehind['node']> {
    opening ??= open(before);
    const current = opening;
    try {
      return (await current).node;
    } catch (error) {
      // Somebody else may have begun the next attempt already.
      if (opening === current) opening = undefined;
      throw unreachable(error);
    }
  }

  async function probe(before: Context): Promise<void> {
    const node = await opened(before);
    await node.askStore().catch((error: unknown) => {
      throw unreachable(error);
    });
  }

  return {
    connect: (sender, before) =>
      createLocalPeerLink({
        ...sender,
        timers,
        open: async () => (await opened(before)).ctx,
        probe: () => probe(before),
        failure: () => failures.reason,
        isShared: true,
      }),
    async close() {
      const bucket = await opening?.catch(() => undefined);
      await bucket?.close();
    },
  };
}
