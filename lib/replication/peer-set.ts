import { peerKey, peerName } from '../delivery/peer-url.ts';
import type { PeerPositions } from '../pending/peer-positions.ts';
import type { PeerPosition, PeerQueue } from '../pending/peer-queue.ts';
import type { Peers } from '../pending/peers.ts';
import type { PositionStore } from '../pending/position-store.ts';
import { keepRemovedPeers, type RemovedPeersOptions } from '../pending/removed-peers.ts';
import { createUnlistedPeers } from '../pending/unlisted-peers.ts';
import type { RemotePeer } from '../read-through/remote-peer.ts';
import { createReplicators, type ReplicationHost } from './create-replicators.ts';
import { createHeardProcesses } from './heard-processes.ts';
import { openPeerQueues, openQueueAt, type PeerQueuesOptions } from './open-peer-queues.ts';
import { reportOutcomes, reportPeer } from './report-peer.ts';

export interface PeerSetOptions
  extends Omit<PeerQueuesOptions, 'saved'>,
    Omit<RemovedPeersOptions, 'saved' | 'openQueue'> {
  /** Has the positions saved last, and takes those to come. */
  readonly positions: PositionStore;
  readonly copies: Peers['copies'];
}

/** This node's peers, and how far each of them is. */
export interface PeerSet extends Peers {
  /** Creates a replicator for each peer, by URL; the host drives them. */
  createReplicators(host: ReplicationHost): ReturnType<typeof createReplicators>;
  /** The peers from which files can be read; none before there are replicators. */
  remotePeers(): readonly RemotePeer[];
  /** Whether an operation is pending for a peer, configured or removed and not forgotten yet. */
  hasPending(): boolean;
  /** Saves the positions, and lets the journal remove what every peer has acknowledged. */
  save(): Promise<void>;
  /** Logs which peers send nothing here; to be called where nodes probe their peers. */
  checkSilent(): void;
  /** Calls back when more is pending without a new operation; there is one listener. */
  onRewind(listener: () => void): void;
  /** Calls back when a process that is new has sent a request; there is one listener. */
  onProcess(listener: () => void): void;
}

/** Opens the peers' queues at the positions saved last, and logs which peers came and went. */
export function openPeerSet(options: PeerSetOptions): PeerSet {
  const { journal, peerUrls, clock, log } = options;
  const { saved } = options.positions;
  const restored = { ...options, saved };
  const queues = openPeerQueues(restored);
  const openQueue = (position: PeerPosition): PeerQueue => openQueueAt(position, restored);
  const removed = keepRemovedPeers({ ...restored, openQueue });
  let replicators: ReturnType<typeof createReplicators> = new Map();
  /** Those that begin again with what is still in the journal, at the next save. */
  const rewinds = new Set<PeerQueue>();
  let onRewind = (): void => undefined;
  let onProcess = (): void => undefined;
  const unlisted = createUnlistedPeers({ knownIds, clock, log });
  const processes = createHeardProcesses({ instances, clock, log });

  /** The id shown last at a URL, in this process or before the last restart. */
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

  function instances(): ReadonlyMap<string, string> {
    const shown = [...replicators].flatMap(([url, { instance }]) => {
      const current = instance();
      return current === undefined ? [] : [[peerName(url), current] as const];
    });
    return new Map(shown);
  }

  /** A peer that has shown no id yet may be any node. */
  function wayTo(nodeId: string): ReturnType<Peers['wayTo']> {
    const url = peerUrls.find((url) => nodeIdOf(url) === nodeId);
    if (url === undefined) {
      return peerUrls.some((url) => nodeIdOf(url) === undefined) ? 'down' : undefined;
    }
    const replicator = replicators.get(url);
    if (replicator === undefined || replicator.status().state !== 'up') return 'down';
    return replicator.pass;
  }

  /**
   * Gives a peer what is pending for it under a URL that is no longer configured. Returns whether
   * there was any.
   */
  function adoptRenamed(): boolean {
    let hasAdopted = false;
    for (const [url, queue] of queues) {
      const pending = removed.claim(nodeIdOf(url) ?? '');
      if (pending === undefined) continue;
      // A URL that is new reads the whole journal anyway.
      if (saved.has(peerKey(url))) rewinds.add(queue);
      queue.adopt(pending.setAside);
      hasAdopted = true;
    }
    return hasAdopted;
  }

  /** No segment may be removed while a queue is rewound to it: its records would be lost. */
  async function rewindAll(): Promise<void> {
    await journal.compact(0);
    for (const queue of rewinds) queue.rewind(journal.firstSequence());
    rewinds.clear();
  }

  function allPositions(): PeerPositions {
    const configured = [...queues].map(
      ([url, queue]) => [peerKey(url), toPosition(url, queue)] as const,
    );
    return new Map([...removed.positions(), ...configured]);
  }

  async function save(): Promise<void> {
    await journal.ensureInPlace();
    const hasMore = adoptRenamed() || rewinds.size > 0;
    if (rewinds.size > 0) await rewindAll();
    if (hasMore) onRewind();
    unlisted.check();
    const positions = allPositions();
    await options.positions.save(positions);
    await journal.compact(Math.min(...[...positions.values()].flatMap(bothPositions)));
  }

  return {
    createReplicators(host) {
      const { nextSequence } = journal;
      const rewind = (queue: PeerQueue): void => void rewinds.add(queue);
      replicators = createReplicators(host, { queues, saved, clock, log, rewind, nextSequence });
      return replicators;
    },
    remotePeers: () =>
      [...replicators.values()].map(({ remote }) => remote).filter((one) => one !== undefined),
    report() {
      const reports = [...queues].map(([url, queue]) => {
        return [peerName(url), reportPeer(queue, replicators.get(url), clock)] as const;
      });
      return Object.fromEntries(reports);
    },
    deferred(most) {
      const lists = [...queues].map(([url, queue]) => [peerName(url), queue.deferred(most)]);
      return Object.fromEntries(lists);
    },
    outcomes() {
      const outcomes = [...queues.keys()].map((url) => {
        return [peerName(url), reportOutcomes(replicators.get(url))] as const;
      });
      return Object.fromEntries(outcomes);
    },
    removed: () => removed.report(),
    unlisted: () => unlisted.report(),
    noteSender: unlisted.note,
    noteProcess(instance) {
      if (processes.note(instance)) onProcess();
    },
    noteComparison(...comparison) {
      for (const { repairer } of replicators.values()) repairer.noteComparison(...comparison);
    },
    wayTo,
    copies: options.copies,
    hasPending: () =>
      [...queues.values(), ...Object.values(removed.report())].some(({ length }) => length > 0),
    save,
    checkSilent: processes.checkSilent,
    onRewind(listener) {
      onRewind = listener;
    },
    onProcess(listener) {
      onProcess = listener;
    },
  };
}

function bothPositions({ position, deletions = position }: PeerPosition): readonly number[] {
  return [position, deletions];
}
