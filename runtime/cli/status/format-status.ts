import {
  formatBytes,
  formatCount,
  formatDuration,
  formatIfKnown,
  shortUrl,
} from '../../../lib/monitor/format.ts';
import { type Cell, formatTable } from '../text/format-table.ts';
import { withoutControls } from '../text/without-controls.ts';
import type { DescribedCluster, DescribedNode, DescribedPeer } from './describe-nodes.ts';
import { isAllInSync } from './describe-nodes.ts';

const head = ['NODE', 'FILES', 'SIZE', 'DELETED', 'SAME', 'PENDING', 'OLDEST', 'STATE'];
const unknown = '-';

/** A table of nodes, each with its peers below it, and then what else is to be known of them. */
export function formatStatus(nodes: readonly DescribedCluster[], hasColours: boolean): string {
  const rows = nodes.flatMap((node) => [
    row(node, shortUrl(node.url), ['', '', '']),
    ...node.peers.map((peer) => row(peer, `  ${shortUrl(peer.url)}`, queueCells(peer))),
  ]);
  const table = formatTable([head.map((text) => ({ text })), ...rows], hasColours);
  const notes = nodes.flatMap((node) => [
    ...node.notes.map((note) => `${shortUrl(node.url)}: ${note}`),
    ...node.peers.flatMap((peer) =>
      peer.notes.map((note) => `${shortUrl(node.url)} to ${shortUrl(peer.url)}: ${note}`),
    ),
  ]);
  const below = notes.length === 0 ? [] : ['', ...notes.map(withoutControls)];
  return [table, ...below].join('\n');
}

function row(node: DescribedNode, name: string, queue: readonly string[]): readonly Cell[] {
  const numbers = [
    known(node.files, formatCount),
    known(node.bytes, formatBytes),
    known(node.tombstones, formatCount),
    ...queue,
  ].map((number) => ({ text: number, isNumber: true }));
  const { text, tone } = node.word;
  return [{ text: withoutControls(name) }, ...numbers, { text: withoutControls(text), tone }];
}

function queueCells({ sameFiles, pending, oldestAgeSeconds }: DescribedPeer): readonly string[] {
  return [
    sameFiles === null ? unknown : sameFiles ? 'yes' : 'no',
    formatCount(pending),
    known(oldestAgeSeconds, formatDuration),
  ];
}

function known(value: number | null, format: (value: number) => string): string {
  return value === null ? unknown : formatIfKnown(value, format);
}

/** The same for programs: one JSON object in one line. */
export function formatStatusAsJson(nodes: readonly DescribedCluster[]): string {
  const plain = (node: DescribedNode): object => {
    const { word, ...rest } = node;
    return { ...rest, state: word.text, inSync: word.tone === 'good' };
  };
  return JSON.stringify({
    inSync: isAllInSync(nodes),
    nodes: nodes.map((node) => ({ ...plain(node), peers: node.peers.map(plain) })),
  });
}
