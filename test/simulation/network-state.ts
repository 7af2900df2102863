import type { StrangerKind } from './stranger.ts';

/** Which ways are cut, which nodes are slow, and where strangers respond. */
export interface NetworkState {
  /** Cuts one way from a node to another; what it gives opens it again. */
  cut(from: string, to: string): () => void;
  isCut(from: string, to: string): boolean;
  /** Makes all that goes to a node slower by so many milliseconds. */
  slow(node: string, byMs: number): () => void;
  slownessMs(node: string): number;
  /** Puts a stranger in a node's place, for its peers; what it gives takes it away. */
  replace(node: string, by: StrangerKind): () => void;
  strangerAt(node: string): StrangerKind | undefined;
  /** Takes all strangers away. */
  dismissStrangers(): void;
  /** Opens all ways, and makes all nodes fast. */
  heal(): void;
}

export function createNetworkState(): NetworkState {
  let cuts: { readonly from: string; readonly to: string }[] = [];
  let strangers: { readonly node: string; readonly by: StrangerKind }[] = [];
  let slow: { readonly node: string; readonly byMs: number }[] = [];

  return {
    cut(from, to) {
      const cut = { from, to };
      cuts.push(cut);
      return () => {
        cuts = cuts.filter((other) => other !== cut);
      };
    },
    isCut: (from, to) => cuts.some((cut) => cut.from === from && cut.to === to),
    slow(node, byMs) {
      const slowness = { node, byMs };
      slow.push(slowness);
      return () => {
        slow = slow.filter((other) => other !== slowness);
      };
    },
    slownessMs: (node) => slow.reduce((sum, one) => (one.node === node ? sum + one.byMs : sum), 0),
    replace(node, by) {
      const stranger = { node, by };
      strangers.push(stranger);
      return () => {
        strangers = strangers.filter((other) => other !== stranger);
      };
    },
    strangerAt: (node) => strangers.findLast((stranger) => stranger.node === node)?.by,
    dismissStrangers() {
      strangers = [];
    },
    heal() {
      cuts = [];
      slow = [];
    },
  };
}
