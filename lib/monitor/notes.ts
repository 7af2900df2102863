import type { PeerView } from '../host/monitor.ts';
import type { PeerReport, RemovedPeerReport, UnlistedPeerReport } from '../pending/peers.ts';
import { formatCount, formatTime, shortUrl } from './format.ts';

/** What an operator should know of a node beside its word. */
export function notesOfNode(storeFailure: string | null, corruptFiles: number): readonly string[] {
  const files =
    corruptFiles === 1 ? '1 corrupt file' : `${formatCount(corruptFiles)} corrupt files`;
  return [
    ...(storeFailure === null ? [] : [storeFailure]),
    ...(corruptFiles === 0 ? [] : [`${files}, without an intact copy yet.`]),
  ];
}

/** Nodes that are no peers of a node, and that it knows of. */
export interface OtherNodes {
  /** By the URLs that they had as peers, without secrets. */
  readonly removedPeers: Readonly<Record<string, Pick<RemovedPeerReport, 'pending' | 'forgetAt'>>>;
  readonly unlistedPeers: readonly Pick<UnlistedPeerReport, 'nodeId' | 'address'>[];
}

/** What an operator should know of the nodes that are no peers. */
export function notesOfOthers(
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
