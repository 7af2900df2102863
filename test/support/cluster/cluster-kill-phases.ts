import { listStaged } from '../disk/disk-view.ts';
import type { Attempt } from '../process/kill-ledger.ts';
import type { PeerProxy } from './peer-proxy.ts';

/** What a node of a cluster was doing when it was killed; one kill can hit several. */
export const clusterPhases = [
  'during an upload',
  'with a body that had no name yet',
  'during a deletion',
  'while it took something from a peer',
  'while it gave something to a peer',
  'during the start',
  'together with another node',
] as const;

export type ClusterPhase = (typeof clusterPhases)[number];

/** Finds the phases from the requests without a response, and from what is on the disk. */
export function clusterPhasesOf(node: {
  readonly attempts: readonly Attempt[];
  readonly storage: string;
  /** The links to the node and from it. */
  readonly incoming: readonly PeerProxy[];
  readonly outgoing: readonly PeerProxy[];
}): ClusterPhase[] {
  const waiting = node.attempts.filter(({ responded }) => !responded);
  const phases: ClusterPhase[] = [];
  if (waiting.some(({ kind }) => kind === 'upload')) phases.push('during an upload');
  if (waiting.some(({ kind }) => kind === 'deletion')) phases.push('during a deletion');
  if (listStaged(node.storage).length > 0) phases.push('with a body that had no name yet');
  if (node.incoming.some(isBusy)) phases.push('while it took something from a peer');
  if (node.outgoing.some(isBusy)) phases.push('while it gave something to a peer');
  return phases;
}

function isBusy({ requests }: PeerProxy): boolean {
  return requests.some(({ isOver }) => !isOver);
}
