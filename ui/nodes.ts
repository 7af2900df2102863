import type { PageState } from '../handlers/status/get-page-state.ts';
import type { VolumeReport } from '../lib/host/volumes.ts';
import { formatBytes, formatCount, formatDuration, formatIfKnown, shortUrl } from './format.ts';
import { type PeerFacts, type Word, withDamage, wordOfPeer, wordOfSelf } from './words.ts';

/** A node as it is shown. */
export interface ShownNode {
  readonly key: string;
  readonly title: string;
  /** Its node id, if it is known. */
  readonly id: string | undefined;
  readonly word: Word;
  /** Each with its name. */
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly volumes: readonly VolumeReport[];
  /** What an operator should know beside the word. */
  readonly notes: readonly string[];
}

type Peer = PageState['queues'][string];
type View = PageState['views'][string];

/** This node, and then its peers. */
export function describeNodes(state: PageState, host: string): readonly ShownNode[] {
  const files = [state.node, ...Object.values(state.views).map(({ node }) => node)];
  const mostFiles = Math.max(0, ...files.map((node) => node?.files ?? 0));
  const peers = Object.entries(state.queues).map(([url, report]) => {
    const facts: PeerFacts = {
      report,
      view: state.views[url],
      mostFiles,
      digest: state.node.digest,
      nowMs: state.nowMs,
    };
    return { url, facts };
  });
  const self = describeSelf(
    state,
    host,
    wordOfSelf(
      state.node,
      mostFiles,
      peers.map((p) => p.facts),
    ),
  );
  return [self, ...peers.map(({ url, facts }) => describePeer(url, facts))];
}

function describeSelf({ node }: PageState, host: string, word: Word): ShownNode {
  const { kept } = node.damaged;
  const notes = [node.storeFailure, corruptNote(kept)];
  return {
    key: 'self',
    title: `${host} (this node)`,
    id: node.id,
    word: withDamage(word, kept),
    rows: contentRows(node),
    volumes: node.volumes ?? [],
    notes: notes.filter((note) => note !== null && note !== undefined).map(String),
  };
}

function corruptNote(kept: number): string | null {
  if (kept === 0) return null;
  const files = kept === 1 ? '1 damaged file' : `${formatCount(kept)} damaged files`;
  return `${files}, without an intact copy yet.`;
}

function describePeer(url: string, facts: PeerFacts): ShownNode {
  const { report, view, digest } = facts;
  const isThere = view?.response === 'status';
  return {
    key: url,
    title: shortUrl(url),
    id: view?.node?.id ?? undefined,
    word: wordOfPeer(facts),
    rows: [
      ...(view?.node ? contentRows(view.node) : []),
      ...(view?.node ? [['Same files', sameness(digest, view.node.digest)] as const] : []),
      ['To be sent there', toBeSent(report)],
    ],
    volumes: isThere ? (view?.node?.volumes ?? []) : [],
    notes: [...notesOf(report), ...viewNotes(view)],
  };
}

interface Content {
  readonly files: number | null;
  readonly bytes: number | null;
  readonly tombstones: number | null;
}

function contentRows({ files, bytes, tombstones }: Content): ShownNode['rows'] {
  return [
    ['Files', formatIfKnown(files, formatCount)],
    ['Size', formatIfKnown(bytes, formatBytes)],
    ['Deleted names', formatIfKnown(tombstones, formatCount)],
  ];
}

function sameness(own: string | null, other: string | null): string {
  if (own === null || other === null) return 'not known';
  return own === other ? 'yes, digests are equal' : 'no, digests differ';
}

function toBeSent({ pending, oldestAgeSeconds }: Peer): string {
  if (pending === 0) return 'nothing';
  const age = oldestAgeSeconds === null ? '' : `, oldest ${formatDuration(oldestAgeSeconds)}`;
  return `${formatCount(pending)}${age}`;
}

function notesOf({ problem, refused, lastError, state, compareError }: Peer): readonly string[] {
  if (problem !== null) return [problem];
  if (refused.length > 0) return refused.map(({ reason, count }) => `Refused ${count}: ${reason}`);
  if (state !== 'up' && lastError !== null) return [lastError];
  return compareError === null ? [] : [compareError];
}

function viewNotes(view: View | undefined): readonly string[] {
  if (view?.response !== 'unreadable') return [];
  return ['Its status is not readable from here: nodes need a secret of the cluster for that.'];
}
