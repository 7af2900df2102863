import { createSlots } from '../concurrency/slots.ts';
import type { StoredName } from '../names/stored-name.ts';
import { type AskingOptions, askForFile } from './find-holder.ts';
import type { RemotePeer } from './remote-peer.ts';

/**
 * Asks all peers that are up whether they have a file, and calls back with the node id of each that
 * has it durably, as soon as it says so. Resolves when all have responded or were too slow; with
 * `false`, and asks nobody, where too many files are being asked for.
 */
export type FindHolders = (
  name: StoredName,
  onHolder: (nodeId: string) => void,
) => Promise<boolean>;

/** Creates it for a node. It has slots of its own, so that it keeps no client from reading. */
export function createFindHolders(
  options: AskingOptions & { readonly peers: () => readonly RemotePeer[] },
): FindHolders {
  const { peers, timers, limits } = options;
  const slots = createSlots(limits.maxCounts, timers, limits.maxWaitMs);

  return async (name, onHolder) => {
    const release = await slots.acquire();
    if (release === undefined) return false;
    const readable = peers().filter((peer) => peer.isReadable());
    const asked = readable.map(async (peer) => {
      const holder = await askForFile(peer, name, options);
      // Of what shows no instance it is not known whether it syncs what it stores.
      if (holder?.nodeId !== undefined) onHolder(holder.nodeId);
    });
    await Promise.all(asked).finally(release);
    return true;
  };
}
