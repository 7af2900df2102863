import type { NodeView, PeerView } from '../host/monitor.ts';
import type { PeerReport } from '../pending/peers.ts';
import { type PeerFacts, type Word, withDamage, wordOfPeer, wordOfSelf } from './words.ts';

/** A node and its peers, as that node sees them: the part of `/_ui/state` that decides on words. */
export interface ClusterView {
  /** The clock of the node, in Unix milliseconds. */
  readonly nowMs: number;
  readonly node: OwnView & { readonly damaged: { readonly kept: number } };
  /** By the URLs of the peers, without secrets, like `views`. */
  readonly queues: Readonly<Record<string, PeerReport>>;
  readonly views: Readonly<Record<string, PeerView>>;
}

type OwnView = Pick<NodeView, 'files' | 'digest' | 'notReady' | 'readOnlyReason' | 'storeFailure'>;

/** The word for the node, and those for its peers by their URLs. */
export interface ClusterWords {
  readonly self: Word;
  readonly peers: ReadonlyMap<string, Word>;
}

/** Finds the word for each. */
export function wordsOfCluster({ nowMs, node, queues, views }: ClusterView): ClusterWords {
  const seen = [node, ...Object.values(views).map((view) => view.node)];
  const mostFiles = Math.max(...seen.map((each) => each?.files ?? 0));
  const facts = Object.entries(queues).map(([url, report]): [string, PeerFacts] => [
    url,
    { report, view: views[url], mostFiles, digest: node.digest, nowMs },
  ]);
  const word = wordOfSelf(
    node,
    mostFiles,
    facts.map(([, peer]) => peer),
  );
  return {
    self: withDamage(word, node.damaged.kept),
    peers: new Map(facts.map(([url, peer]) => [url, wordOfPeer(peer)])),
  };
}
