import { wordsOfCluster } from '../../../lib/monitor/cluster-words.ts';
import { notesOfNode, notesOfPeer } from '../../../lib/monitor/notes.ts';
import type { Word } from '../../../lib/monitor/words.ts';
import type { AskedNode } from './ask-node.ts';
import type { NodeState } from './read-state.ts';

/** How a node is, as it says itself or as another one sees it. */
export interface DescribedNode {
  readonly url: string;
  readonly word: Word;
  readonly files: number | null;
  readonly bytes: number | null;
  readonly tombstones: number | null;
  readonly digest: string | null;
  readonly notes: readonly string[];
}

/** A node that was asked, and its peers. */
export interface DescribedCluster extends DescribedNode {
  readonly id: string | null;
  readonly version: string | null;
  readonly peers: readonly DescribedPeer[];
}

/** A peer of a node that was asked. */
export interface DescribedPeer extends DescribedNode {
  /** Whether both hold the same files, by their digests; `null` where one of them is not known. */
  readonly sameFiles: boolean | null;
  /** What that node has for it. */
  readonly pending: number;
  readonly oldestAgeSeconds: number | null;
}

const nothingKnown = { files: null, bytes: null, tombstones: null, digest: null };

/** Describes a node by what it says. */
export function describeNode(asked: AskedNode): DescribedCluster {
  const { url, state } = asked;
  if (state === undefined) {
    const { word, reason } = asked;
    return { url, word, id: null, version: null, ...nothingKnown, notes: [reason], peers: [] };
  }
  const { node, nowMs } = state;
  const { self, peers } = wordsOfCluster(state);
  return {
    url,
    word: self,
    id: node.id,
    version: node.version,
    files: node.files,
    bytes: node.bytes,
    tombstones: node.tombstones,
    digest: node.digest,
    notes: notesOfNode(node, nowMs),
    peers: [...peers].map(([peerUrl, peerWord]) => describePeer(peerUrl, peerWord, state)),
  };
}

function describePeer(url: string, word: Word, { node, queues, views }: NodeState): DescribedPeer {
  const report = queues[url] as NodeState['queues'][string];
  const view = views[url];
  const { files, bytes, tombstones, digest } = view?.node ?? nothingKnown;
  return {
    url,
    word,
    files,
    bytes,
    tombstones,
    digest,
    sameFiles: node.digest === null || digest === null ? null : node.digest === digest,
    pending: report.pending,
    oldestAgeSeconds: report.oldestAgeSeconds,
    notes: notesOfPeer(report, view),
  };
}

/** Whether all is well: each node and each peer holds what the others do. */
export function isAllInSync(nodes: readonly DescribedCluster[]): boolean {
  return nodes.flatMap((node) => [node, ...node.peers]).every(({ word }) => word.tone === 'good');
}
