/* The one word for each node, and the sentence for all of them, on the page and in a terminal. */
import type { NodeView, PeerView } from '../host/monitor.ts';
import type { PeerReport } from '../pending/peers.ts';
import { formatCount, formatDuration, formatTime } from './format.ts';

/** How bad it is: the colour of the word. */
export type Tone = 'good' | 'busy' | 'bad' | 'idle';

export interface Word {
  readonly text: string;
  readonly tone: Tone;
}

/** What is known of a peer. */
export interface PeerFacts {
  readonly report: PeerReport;
  readonly view: PeerView | undefined;
  /** How many files the fullest node has. */
  readonly mostFiles: number;
  /** The digest of this node. */
  readonly digest: string | null;
  readonly nowMs: number;
}

type Readiness = Pick<NodeView, 'notReady' | 'readOnlyReason' | 'storeFailure' | 'files'>;

const inSync: Word = { text: 'In sync', tone: 'good' };
/** What a peer does that lacks something, and the node that has it. */
const peerWords = { behind: 'Catching up', rejecting: 'Rejecting', retried: 'Retrying' };
const ownWords: typeof peerWords = {
  behind: 'Sending',
  rejecting: 'Rejected by a peer',
  retried: 'Retrying a peer',
};
/** What has waited no longer is on its way, and no reason to say anything. */
const normalAgeSeconds = 2;
/** A rejection of what has waited for less may pass by itself. */
const passingSeconds = 60;

/** The word for a peer of this node. */
export function wordOfPeer(facts: PeerFacts): Word {
  const { report, view, mostFiles, nowMs } = facts;
  if (isDown(facts)) {
    const since = view?.downSinceMs ?? undefined;
    const text = since === undefined ? 'Down' : `Down since ${formatTime(since, nowMs)}`;
    return { text, tone: 'bad' };
  }
  if (report.state === 'unauthorized') return { text: 'Unauthorized', tone: 'bad' };
  if (report.problem !== null) return { text: 'Wrong URL or node', tone: 'bad' };
  const own = view?.node ? wordOfReadiness(view.node, mostFiles) : undefined;
  return own ?? withDamage(wordOfQueue(facts), view?.node?.corrupt ?? 0);
}

function isDown({ report, view }: PeerFacts): boolean {
  if (view?.response === 'none') return true;
  return view?.response === undefined && report.state === 'down';
}

function wordOfQueue({ report, view, digest }: PeerFacts, words = peerWords): Word {
  const { pending, oldestAgeSeconds } = report;
  const isNormal = report.inSync === true && (oldestAgeSeconds ?? 0) < normalAgeSeconds;
  if (pending > 0 && !isNormal) {
    return isRejecting(report)
      ? { text: `${words.rejecting}, ${rejectedText(report)}`, tone: 'bad' }
      : { text: `${words.behind}, ${leftText(pending, oldestAgeSeconds ?? 0)}`, tone: 'busy' };
  }
  if (report.inSync === false) return { text: 'Out of sync', tone: 'bad' };
  if (report.inSync === true) return inSync;
  // It responds, so it is back or refuses everything; what is sent has not reached it yet.
  if (report.state === 'down') return { text: words.retried, tone: 'busy' };
  const other = view?.node?.digest ?? null;
  if (other !== null && other === digest) return inSync;
  return view?.response === 'status' && view.node === null
    ? { text: 'Up, can’t be compared', tone: 'idle' }
    : { text: 'Comparing', tone: 'idle' };
}

/**
 * Whether it rejects what stays pending until somebody changes something. Where more is on its way
 * it may only have too much to do, which passes.
 */
function isRejecting({ deferred, pending, refused, oldestAgeSeconds }: PeerReport): boolean {
  if (deferred === 0 || refused.length === 0) return false;
  return deferred === pending || (oldestAgeSeconds ?? 0) >= passingSeconds;
}

function rejectedText({ deferred, pending }: PeerReport): string {
  return `${formatCount(deferred)} of ${formatCount(pending)} pending`;
}

function leftText(pending: number, oldestSeconds: number): string {
  return `${formatCount(pending)} left, oldest ${formatDuration(oldestSeconds)}`;
}

/** Why a node takes no writes or no clients, if it says so. */
export function wordOfReadiness(node: Readiness, mostFiles: number): Word | undefined {
  if (node.readOnlyReason !== null) {
    return { text: `Read-only: ${node.readOnlyReason}`, tone: 'bad' };
  }
  if (node.storeFailure !== null) return { text: 'Its object store fails', tone: 'bad' };
  switch (node.notReady) {
    case 'filling':
      return { text: fillingText(node.files, mostFiles), tone: 'busy' };
    case 'starting':
      return { text: 'Starting', tone: 'idle' };
    case 'draining':
      return { text: 'Stopping', tone: 'idle' };
    case 'full':
      return { text: 'Read-only: the disk is full', tone: 'bad' };
    default:
      return undefined;
  }
}

function fillingText(files: number | null, mostFiles: number): string {
  if (files === null || mostFiles === 0) return 'Filling';
  return `Filling ${Math.min(Math.floor((100 * files) / mostFiles), 99)} %`;
}

/** The word for this node: its own, or else the worst of those peers that are there. */
export function wordOfSelf(node: Readiness, mostFiles: number, peers: readonly PeerFacts[]): Word {
  const own = wordOfReadiness(node, mostFiles);
  if (own !== undefined) return own;
  const there = peers.filter((facts) => !isDown(facts));
  if (peers.length === 0) return { text: 'Up, without peers', tone: 'good' };
  if (there.length === 0) return { text: 'Up, no peer responds', tone: 'busy' };
  const words = there.map((facts) => wordOfQueue(facts, ownWords));
  for (const tone of ['bad', 'busy', 'idle'] as const) {
    const word = words.find((one) => one.tone === tone);
    if (word !== undefined) return word;
  }
  return inSync;
}

/** The same word, or where nothing else is wrong how many damaged files the node keeps. */
export function withDamage(word: Word, files: number): Word {
  return word.tone === 'good' && files > 0 ? wordOfDamage(files) : word;
}

function wordOfDamage(files: number): Word {
  const count = files === 1 ? '1 file' : `${formatCount(files)} files`;
  return { text: `With damage: ${count}`, tone: 'bad' };
}

/** One sentence for all nodes, which a screen reader says when it changes. */
export function summarize(words: readonly Word[]): string {
  const good = words.filter(({ tone }) => tone === 'good').length;
  const others = words.filter(({ tone }) => tone !== 'good').map(({ text }) => nameOfState(text));
  const total = words.length === 1 ? '1 node' : `${words.length} nodes`;
  if (others.length === 0) return `${total}: all is well.`;
  const counts = [...new Set(others)].map(
    (state) => `${others.filter((other) => other === state).length} ${state}`,
  );
  return `${total}: ${[...(good > 0 ? [`${good} well`] : []), ...counts].join(', ')}.`;
}

/** A word without its numbers, which change all the time. */
function nameOfState(text: string): string {
  return text.replace(/(?: since .*|, .*|: .*| \d+ %)$/u, '').toLowerCase();
}
