import type { Clock, Context, JournalCursor, Log, PeerReport } from './context.ts';
import type { DiskReserve } from './disk-reserve.ts';
import type { FileSystem } from './file-system.ts';
import type { PeerLink } from './peer-link.ts';
import { peerKey, peerName } from './peer-name.ts';
import {
  arePositionsInPlace,
  type PeerPositions,
  readPositions,
  writePositions,
} from './peer-positions.ts';
import { createPeerQueue, type PeerPosition, type PeerQueue } from './peer-queue.ts';
import { createReplicator, type Replicator } from './replicator.ts';

/** What the cluster needs of the journal beside what handlers need. */
export interface PeerJournal {
  openCursor(position: number): JournalCursor;
  /** The sequence number of the oldest record that is kept. */
  firstSequence(): number;
  /** The sequence number that the next record will have. */
  nextSequence(): number;
  /** Makes the queue's directory again when somebody has removed it. */
  ensureInPlace(): Promise<void>;
  /** Removes segments that hold nothing from this position on; without peers it is `Infinity`. */
  compact(position: number): Promise<void>;
}

export interface ClusterOptions {
  readonly files: FileSystem;
  readonly reserve: DiskReserve;
  readonly journal: PeerJournal;
  readonly peerUrls: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** This node's peers, and how far each of them is. */
export interface Cluster {
  /** Starts a replicator's logic for each peer; the host drives them. */
  createReplicators(
    ctx: Pick<Context, 'storage' | 'deletions'>,
    connect: (url: string) => PeerLink,
    concurrency: number,
  ): ReadonlyMap<string, Replicator>;
  report(): Readonly<Record<string, PeerReport>>;
  /** Saves the positions, and lets the journal forget what every peer has acknowledged. */
  save(): Promise<void>;
}

/**
 * Opens the peers' queues at the positions saved last, and tells the log which peers came and went.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { files, reserve, journal, peerUrls, clock, log } = options;
  const saved = await readPositions(files, log);
  reportLeft(saved, peerUrls, log);
  const queues = new Map(peerUrls.map((url) => [url, openQueue(url, saved, journal, log)]));
  let replicators: ReadonlyMap<string, Replicator> = new Map();
  let written = '';

  async function save(): Promise<void> {
    await journal.ensureInPlace();
    const positions = new Map([...queues].map(([url, queue]) => [peerKey(url), queue.snapshot()]));
    const text = JSON.stringify([...positions]);
    if (text !== written || !(await arePositionsInPlace(files))) {
      // Without them no segment may go, and a disk that the journal has filled would stay full.
      await reserve.spendIfFull(() => writePositions(files, positions));
      written = text;
      await reserve.acquire();
    }
    await journal.compact(Math.min(...[...positions.values()].map(({ position }) => position)));
  }

  return {
    createReplicators(ctx, connect, concurrency) {
      replicators = new Map(
        [...queues].map(([url, queue]) => {
          const options = {
            url: peerName(url),
            link: connect(url),
            queue,
            clock,
            log,
            ctx,
            concurrency,
          };
          return [url, createReplicator(options)];
        }),
      );
      return replicators;
    },
    report: () =>
      Object.fromEntries(
        [...queues].map(([url, queue]) => [
          peerName(url),
          reportPeer(queue, replicators.get(url), clock),
        ]),
      ),
    save,
  };
}

function openQueue(url: string, saved: PeerPositions, journal: PeerJournal, log: Log): PeerQueue {
  const restored: PeerPosition = saved.get(peerKey(url)) ?? {
    position: journal.firstSequence(),
    setAside: [],
  };
  if (!saved.has(peerKey(url))) {
    const peer = peerName(url);
    const message = 'a peer is new: it is told of what is still on record, so copy the files to it';
    if (journal.nextSequence() === 1) log.debug('a peer is new', { peer });
    else log.warn(message, { peer });
  }
  const position = Math.min(restored.position, journal.nextSequence());
  return createPeerQueue(journal.openCursor(position), restored);
}

function reportLeft(saved: PeerPositions, peerUrls: readonly string[], log: Log): void {
  const configured = new Set(peerUrls.map(peerKey));
  for (const peer of saved.keys()) {
    if (configured.has(peer)) continue;
    log.warn('a peer is no longer configured; what it was owed is dropped', { peer });
  }
}

function reportPeer(
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
    setAside: queue.setAsideCount,
    lastSuccess: toIso(status?.lastSuccessMs),
    lastError: status?.lastError ?? null,
    nextAttempt: toIso(status?.nextAttemptMs),
  };
}
