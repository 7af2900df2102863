import type { Context } from '../context.ts';
import { trackInventory } from '../inventory/track-inventory.ts';
import type { PeerSet } from '../replication/peer-set.ts';
import type { Scrub } from '../scrub/scrub.ts';
import { createContext } from './create-context.ts';
import { fillNode } from './fill-node.ts';
import { finishDeletions } from './finish-deletions.ts';
import type { OpenNodeOptions } from './open-node-options.ts';
import { openPeers } from './open-peers.ts';

/** A node that is ready to serve: what a crash left half done has been finished. */
export interface OpenNode {
  /** For `handle`. */
  readonly ctx: Context;
  /** For `runReplication`. */
  readonly peers: PeerSet;
  /** To be started by the host, which knows how a file is fetched from a peer. */
  readonly scrub: Scrub;
  /** Calls back whenever there is a new operation for the peers; there is one listener. */
  onOperation(listener: () => void): void;
  /** Closes both backends, once no request is being handled and replication has stopped. */
  close(): Promise<void>;
}

/**
 * Opens a node on a storage and a journal, whatever they keep their data in. The order matters:
 * first the storage drops what was staged before the last restart, then files whose deletion was
 * recorded are removed, then the queues of the peers are opened. Only then may requests be
 * handled. The node owns both backends: `close` closes them, and so does a start that fails.
 */
export async function openNode(options: OpenNodeOptions): Promise<OpenNode> {
  const tracked = trackInventory(options);
  const { storage, journal } = tracked;
  const node = { ...options, ...tracked };
  try {
    await storage.recover();
    await finishDeletions(node, options.unfinishedDeletes ?? []);
    const peers = await openPeers(node);
    const ctx = createContext(node, peers);
    const filling = fillNode(tracked, ctx, options);
    return {
      ctx,
      peers: {
        ...peers,
        async save() {
          // Without requests nobody else would notice these.
          ctx.refusals.check();
          await storage.uploads?.sweep();
          filling.noteInPlace(await storage.isInPlace());
          await filling.savedBytes.save();
          await peers.save();
        },
      },
      onOperation: (listener) => journal.onPublish(listener),
      scrub: ctx.scrub,
      async close() {
        await ctx.batchPlaces.finished();
        await ctx.scrub.stop();
        await filling.stop();
        await ctx.remoteFiles.finished();
        await storage.finished();
        await filling.savedBytes.saveNow();
        await journal.close();
      },
    };
  } catch (error) {
    await journal.close();
    throw error;
  }
}
