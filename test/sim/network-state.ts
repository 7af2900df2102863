/** Which ways are cut, and which nodes are slow. */
export interface NetworkState {
  /** Cuts one way from a node to another; what it gives opens it again. */
  cut(from: string, to: string): () => void;
  isCut(from: string, to: string): boolean;
  /** Makes all that goes to a node slower by so many milliseconds. */
  slow(node: string, byMs: number): () => void;
  slownessMs(node: string): number;
  /** Opens all ways, and makes all nodes fast. */
  heal(): void;
}

export function createNetworkState(): NetworkState {
  let cuts: { readonly from: string; readonly to: string }[] = [];
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
    heal() {
      cuts = [];
      slow = [];
    },
  };
}
