import { type Clock, nowSeconds } from '../host/clock.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';
import type { OperationCounts, PeerReport } from '../pending/peers.ts';
import { createOutcomes } from './outcomes.ts';
import type { PeerReplicator } from './peer-replicator.ts';

/** Reports how far a peer is, for `/_status`; without a replicator it is not contacted yet. */
export function reportPeer(
  queue: PeerQueue,
  replicator: PeerReplicator | undefined,
  clock: Clock,
): PeerReport {
  const { length, deferredCount } = queue;
  const status = replicator?.status();
  const repair = replicator?.repairer.report();
  const oldest = queue.oldestSeconds();
  const toIso = (timeMs: number | undefined): string | null =>
    timeMs === undefined ? null : new Date(timeMs).toISOString();
  return {
    pending: length,
    length,
    state: status?.state ?? 'unknown',
    oldestAgeSeconds: oldest === undefined ? null : Math.max(nowSeconds(clock) - oldest, 0),
    deferred: deferredCount,
    setAside: deferredCount,
    ...(replicator?.observed() ?? { refused: [], clockOffsetSeconds: null }),
    lastSuccess: toIso(status?.lastSuccessMs),
    lastError: status?.lastError ?? null,
    problem: status?.problem ?? null,
    nextAttempt: toIso(status?.nextAttemptMs),
    inSync: repair?.inSync ?? null,
    comparedAt: toIso(repair?.comparedAtMs),
    compareError: repair?.error ?? null,
    repaired: repair?.repaired ?? 0,
  };
}

/** What became of the operations for a peer; nothing was sent yet without a replicator. */
export function reportOutcomes(replicator: PeerReplicator | undefined): OperationCounts {
  return replicator?.outcomes() ?? createOutcomes().counts();
}
