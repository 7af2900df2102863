import type { DeliveryContext } from '../delivery/deliver.ts';
import { createPeerIdentities, type NodeIds } from '../delivery/peer-identity.ts';
import type { PeerLink } from '../delivery/peer-link.ts';
import { peerKey, peerName } from '../delivery/peer-url.ts';
import type { Ballast } from '../disk/ballast.ts';
import type { Clock } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import type { JournalCursor, Operation, OperationKind, PeerJournal } from '../journal/journal.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import {
  arePositionsInPlace,
  type PeerPositions,
  writePositions,
} from '../pending/peer-positions.ts';
import { createPeerQueue, type PeerPosition, type PeerQueue } from '../pending/peer-queue.ts';
import type { Peers } from '../pending/peers.ts';
import { keepRemovedPeers, type RemovedPeersOptions } from '../pending/removed-peers.ts';
import { createUnlistedPeers } from '../pending/unlisted-peers.ts';
import { createReplicator, type Replicator } from './replicator.ts';
import { reportPeer } from './report-peer.ts';

export interface PeerSetOptions extends Pick<RemovedPeersOptions, 'forget' | 'forgetAfterMs'> {
  /** The positions saved last. */
  readonly saved: PeerPositions;
  readonly files: FileSystem;
  readonly ballast: Ballast;
  readonly journal: PeerJournal;
  readonly peerUrls: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly memoryLimits: MemoryLimits;
}

/** This node's peers, and how far each of them is. */
export interface PeerSet extends Peers {
  /** Starts a replicator's logic for each peer; the host drives them. */
  createReplicators(
    ctx: DeliveryContext & { readonly config: NodeIds },
    connect: (url: string) => PeerLink,
    concurrency: number,
  ): ReadonlyMap<string, Replicator>;
  /** Whether a peer, configured or removed and not forgotten yet, is owed an operation. */
  hasPending(): boolean;
  /** Saves the positions, and lets the journal forget what every peer has acknowledged. */
  save(): Promise<void>;
  /** Calls back when a peer has more to be told without a new operation; there is one listener. */
  onRewind(listener: () => void): void;
}

/**
 * Opens the peers' queues at the positions saved last, and tells the log which peers came and went.
 */
export function openPeerSet(options: PeerSetOptions): PeerSet {
  const { files, ballast, journal, saved, peerUrls, clock, log } = options;
  const queues = new Map(peerUrls.map((url) => [url, openPeer(url, options)]));
  const removed = keepRemovedPeers({
    ...options,
    saved,
    openQueue: (restored) => openQueue(restored, options),
  });
  let replicators: ReadonlyMap<string, Replicator> = new Map();
  let written = '';
  /** Those that begin again with what is on record, at the next save. */
  const rewinds = new Set<PeerQueue>();
  let onRetell = (): void => undefined;
  const unlisted = createUnlistedPeers({ knownIds, clock, log });

  /** The id shown last at a URL, in this process or before it was started. */
  function nodeIdOf(url: string): string | undefined {
    const replicator = replicators.get(url);
    return replicator === undefined ? saved.get(peerKey(url))?.nodeId : replicator.nodeId();
  }

  function toPosition(url: string, queue: PeerQueue): PeerPosition {
    const nodeId = nodeIdOf(url);
    return { ...queue.snapshot(), ...(nodeId !== undefined && { nodeId }) };
  }

  /** A peer of the Python version shows no id, but it sends none either. */
  function knownIds(): ReadonlySet<string> | undefined {
    const isMet = (url: string): boolean =>
      nodeIdOf(url) !== undefined || replicators.get(url)?.status().lastSuccessMs !== undefined;
    if (!peerUrls.every(isMet)) return undefined;
    return new Set(peerUrls.map(nodeIdOf).filter((id) => id !== undefined));
  }

  /**
   * Gives a peer what is pending for it under a URL that is no longer configured. Tells whether
   * there was any.
   */
  function adoptRenamed(): boolean {
    let hasAdopted = false;
    for (const [url, queue] of queues) {
      const pending = removed.claim(nodeIdOf(url) ?? '');
      if (pending === undefined) continue;
      // A URL that is new reads all that is on record anyway.
      if (saved.has(peerKey(url))) rewinds.add(queue);
      queue.adopt(pending.setAside);
      hasAdopted = true;
    }
    return hasAdopted;
  }

  /** No segment may go while a queue is sent back to it: what it gave up would be nowhere. */
  async function rewindAll(): Promise<void> {
    await journal.compact(0);
    for (const queue of rewinds) queue.rewind(journal.firstSequence());
    rewinds.clear();
  }

  async function save(): Promise<void> {
    await journal.ensureInPlace();
    const hasMore = adoptRenamed() || rewinds.size > 0;
    if (rewinds.size > 0) await rewindAll();
    if (hasMore) onRetell();
    unlisted.check();
    const positions = new Map([
      ...removed.positions(),
      ...[...queues].map(([url, queue]) => [peerKey(url), toPosition(url, queue)] as const),
    ]);
    const text = JSON.stringify([...positions]);
    if (text !== written || !(await arePositionsInPlace(files))) {
      // Without them no segment may go, and a disk that the journal has filled would stay full.
      await ballast.releaseIfFull(() => writePositions(files, positions));
      written = text;
      await ballast.acquire();
    }
    await journal.compact(Math.min(...[...positions.values()].flatMap(bothPositions)));
  }

  return {
    createReplicators(ctx, connect, concurrency) {
      const identities = createPeerIdentities(ctx.config, clock);
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
            identity: identities.add(peerName(url), saved.get(peerKey(url))?.nodeId),
            rewind: () => void rewinds.add(queue),
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
    removed: () => removed.report(),
    unlisted: () => unlisted.report(),
    noteSender: (nodeId) => unlisted.note(nodeId),
    hasPending: () =>
      [...queues.values(), ...Object.values(removed.report())].some(({ length }) => length > 0),
    save,
    onRewind(listener) {
      onRetell = listener;
    },
  };
}

function openPeer(url: string, options: PeerSetOptions): PeerQueue {
  const { saved, journal, log } = options;
  const known = saved.get(peerKey(url));
  if (known !== undefined) return openQueue(known, options);
  const peer = peerName(url);
  const message = 'a peer is new: it is told of what is still on record, so copy the files to it';
  if (journal.nextSequence() === 1) log.debug('a peer is new', { peer });
  else log.warn(message, { peer });
  // What others refused may be on record nowhere else, and be meant for this one under another URL.
  const setAside = deferredAnywhere(saved);
  return openQueue({ position: journal.firstSequence(), setAside }, options);
}

function deferredAnywhere(saved: PeerPositions): readonly Operation[] {
  const all = [...saved.values()].flatMap(({ setAside }) => setAside);
  return [...new Map(all.map((operation) => [operation.op + operation.name, operation])).values()];
}

function openQueue(restored: PeerPosition, { journal, memoryLimits }: PeerSetOptions): PeerQueue {
  const openCursor = (kind: OperationKind, position: number): JournalCursor =>
    journal.openCursor(kind, Math.min(position, journal.nextSequence()));
  return createPeerQueue(openCursor, restored, memoryLimits);
}

function bothPositions({ position, deletions = position }: PeerPosition): readonly number[] {
  return [position, deletions];
}
