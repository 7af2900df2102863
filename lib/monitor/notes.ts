import type { PeerView } from '../host/monitor.ts';
import type { PeerReport, RemovedPeerReport, UnlistedPeerReport } from '../pending/peers.ts';
import type { ClusterView } from './cluster-words.ts';
import { formatCount, formatTime, shortUrl } from './format.ts';

/** Nodes that are no peers of a node, and that it knows of. */
export interface OtherNodes {
  /** By the URLs that they had as peers, without secrets. */
  readonly removedPeers: Readonly<Record<string, Pick<RemovedPeerReport, 'pending' | 'forgetAt'>>>;
  readonly unlistedPeers: readonly Pick<UnlistedPeerReport, 'nodeId' | 'address'>[];
}

/** What a node says of itself that becomes a note. */
export type NotedNode = Pick<ClusterView['node'], 'storeFailure' | 'damaged'> & OtherNodes;

/** What an operator should know of a node beside its word, and of nodes that are no peers of it. */
export function notesOfNode(node: NotedNode, nowMs: number): readonly string[] {
  return [...notesOfFiles(node), ...notesOfOthers(node, nowMs)];
}

function notesOfFiles({ storeFailure, damaged: { kept } }: NotedNode): readonly string[] {
  const files = kept === 1 ? '1 corrupt file' : `${formatCount(kept)} corrupt files`;
  return [
    ...(storeFailure === null ? [] : [storeFailure]),
    ...(kept === 0 ? [] : [`${files}, without an intact copy yet.`]),
  ];
}

function notesOfOthers(
  { removedPeers, unlistedPeers }: OtherNodes,
  nowMs: number,
): readonly string[] {
  return [
    ...unlistedPeers.map(({ nodeId, address }) => {
      const place = address === null ? '' : ` at ${address}`;
      return `Node ${nodeId}${place} sends files here and gets none: add it as --node.`;
    }),
    ...Object.entries(removedPeers).map(([url, { pending, forgetAt }]) => {
      const end = formatTime(Date.parse(forgetAt), nowMs);
      return `${shortUrl(url)} was removed; ${formatCount(pending)} pending are kept until ${end}.`;
    }),
  ];
}

/** What an operator should know of a peer beside its word. */
export function notesOfPeer(report: PeerReport, view: PeerView | undefined): readonly string[] {
  return [...notesOfReport(report), ...notesOfView(view)];
}

function notesOfReport(report: PeerReport): readonly string[] {
  const { problem, refused, lastError, state, compareError } = report;
  if (problem !== null) return [problem];
  if (refused.length > 0) return refused.map(({ reason, count }) => `Refused ${count}: ${reason}`);
  if (state !== 'up' && lastError !== null) return [lastError];
  return compareError === null ? [] : [compareError];
}

function notesOfView(view: PeerView | undefined): readonly string[] {
  if (view?.response !== 'unreadable') return [];
  return ['Its status is not readable from here: nodes need a secret of the cluster for that.'];
}
