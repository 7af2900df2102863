import type { PeerView } from '../host/monitor.ts';
import type { PeerReport } from '../pending/peers.ts';
import { formatCount } from './format.ts';

/** What an operator should know of a node beside its word. */
export function notesOfNode(storeFailure: string | null, corruptFiles: number): readonly string[] {
  const files =
    corruptFiles === 1 ? '1 corrupt file' : `${formatCount(corruptFiles)} corrupt files`;
  return [
    ...(storeFailure === null ? [] : [storeFailure]),
    ...(corruptFiles === 0 ? [] : [`${files}, without an intact copy yet.`]),
  ];
}

/** The same of a peer. */
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
