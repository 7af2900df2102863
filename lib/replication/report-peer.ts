import type { Clock } from '../host/clock.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';
import type { PeerReport } from '../pending/peers.ts';
import type { Replicator } from './replicator.ts';

/** Tells how far a peer is, for `/_status`; a peer without a replicator was not met yet. */
export function reportPeer(
  queue: PeerQueue,
  replicator: Replicator | undefined,
  clock: Clock,
): PeerReport {
  const status = replicator?.status();
  const oldest = queue.oldestSeconds();
  const toIso = (timeMs: number | undefined): string | null =>
    timeMs === undefined ? null : new Date(timeMs).toISOString();
  return {
    length: queue.length,
    state: status?.state ?? 'unknown',
    oldestAgeSeconds:
      oldest === undefined ? null : Math.max(Math.floor(clock.nowMs() / 1000) - oldest, 0),
    setAside: queue.deferredCount,
    lastSuccess: toIso(status?.lastSuccessMs),
    lastError: status?.lastError ?? null,
    problem: status?.problem ?? null,
    nextAttempt: toIso(status?.nextAttemptMs),
  };
}
