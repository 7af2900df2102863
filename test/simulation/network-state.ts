import type { UnidentifiedKind } from './unidentified-server.ts';

/** Which links are cut, which nodes are slow, and where an unidentified server responds. */
export interface NetworkState {
  /** Cuts the link from a node to another, in one direction; what it returns opens it again. */
  cut(from: string, to: string): () => void;
  isCut(from: string, to: string): boolean;
  /** Delays all that is sent to a node by this many milliseconds. */
  slow(node: string, byMs: number): () => void;
  slownessMs(node: string): number;
  /** Puts an unidentified server in a node's place, for its peers; what it returns removes it. */
  replace(node: string, by: UnidentifiedKind): () => void;
  unidentifiedAt(node: string): UnidentifiedKind | undefined;
  /** Removes all unidentified servers. */
  dismissUnidentified(): void;
  /** Heals all links, and makes all nodes fast. */
  heal(): void;
}

export function createNetworkState(): NetworkState {
  let cuts: { readonly from: string; readonly to: string }[] = [];
  let servers: { readonly node: string; readonly by: UnidentifiedKind }[] = [];
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
      const server = { node, by };
      servers.push(server);
      return () => {
        servers = servers.filter((other) => other !== server);
      };
    },
    unidentifiedAt: (node) => servers.findLast((server) => server.node === node)?.by,
    dismissUnidentified() {
      servers = [];
    },
    heal() {
      cuts = [];
      slow = [];
    },
  };
}
