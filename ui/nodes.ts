import type { PageState } from '../handlers/status/get-page-state.ts';
import type { VolumeReport } from '../lib/host/volumes.ts';
import { wordsOfCluster } from '../lib/monitor/cluster-words.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatIfKnown,
  shortUrl,
} from '../lib/monitor/format.ts';
import { notesOfNode, notesOfPeer } from '../lib/monitor/notes.ts';
import type { Word } from '../lib/monitor/words.ts';

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

/** This node, and then its peers. */
export function describeNodes(state: PageState, host: string): readonly ShownNode[] {
  const { self, peers } = wordsOfCluster(state);
  return [
    describeSelf(state, host, self),
    ...[...peers].map(([url, word]) => describePeer(url, word, state)),
  ];
}

function describeSelf({ node, nowMs }: PageState, host: string, word: Word): ShownNode {
  return {
    key: 'self',
    title: `${host} (this node)`,
    id: node.id,
    word,
    rows: contentRows(node),
    volumes: node.volumes ?? [],
    notes: notesOfNode(node, nowMs),
  };
}

function describePeer(url: string, word: Word, { queues, views, node }: PageState): ShownNode {
  const report = queues[url] as Peer;
  const view = views[url];
  const isThere = view?.response === 'status';
  return {
    key: url,
    title: shortUrl(url),
    id: view?.node?.id ?? undefined,
    word,
    rows: [
      ...(view?.node ? contentRows(view.node) : []),
      ...(view?.node ? [['Same files', sameness(node.digest, view.node.digest)] as const] : []),
      ['To be sent there', toBeSent(report)],
    ],
    volumes: isThere ? (view?.node?.volumes ?? []) : [],
    notes: notesOfPeer(report, view),
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
