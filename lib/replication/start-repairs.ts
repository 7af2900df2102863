import type { Timers } from '../host/timers.ts';
import type { PeerReplicator } from './peer-replicator.ts';

/** How often each peer is checked; nothing is sent unless a comparison is due. */
const checkIntervalMs = 1000;

/** Lets every peer that is up be compared and repaired; returns what stops that. */
export function startRepairs(
  peers: readonly PeerReplicator[],
  timers: Timers,
): () => Promise<void> {
  let cancel = checkLater();

  function checkLater(): () => void {
    return timers.after(checkIntervalMs, () => {
      cancel = checkLater();
      for (const { repairer, status } of peers) {
        if (status().state === 'up') void repairer.check();
      }
    });
  }

  return async () => {
    cancel();
    await Promise.all(peers.map(({ repairer }) => repairer.stop()));
  };
}
