import type { World } from './world.ts';

/**
 * What no node need have any more, because the last disk is gone that had it: nobody can give it
 * back (docs/guarantees.md).
 */
export interface Losses {
  /** Uploads that were acknowledged, and of which no node is known to have a copy. */
  readonly lost: ReadonlySet<string>;
  /** Deletions that were acknowledged, and of which no node is known to know. */
  readonly forgotten: ReadonlySet<string>;
  /** A disk has lost something: computes what none of the others has. */
  note(): void;
  /** A node has acknowledged an upload. */
  regain(name: string): void;
  /** A node has acknowledged a deletion. */
  remember(name: string): void;
}

export function createLosses(world: () => World): Losses {
  const lost = new Set<string>();
  const forgotten = new Set<string>();
  return {
    lost,
    forgotten,
    note() {
      const { oracle, nodes, reach, bucket } = world();
      const ofNodes = [...nodes.values()].map((node) => oracle.book(node));
      const books = [...ofNodes, ...(bucket === undefined ? [] : [bucket.promises])];
      const held = new Set(books.flatMap((book) => [...book.held]));
      const buried = new Set(books.flatMap((book) => [...book.buried.keys()]));
      for (const name of oracle.uploaded) {
        if (held.has(name) || oracle.doomed.has(name)) continue;
        lost.add(name);
        reach('the last copy of a file is lost');
      }
      for (const name of oracle.deleted) {
        if (buried.has(name)) continue;
        forgotten.add(name);
        reach('a deletion is forgotten by all');
      }
    },
    regain: (name) => void lost.delete(name),
    remember: (name) => void forgotten.delete(name),
  };
}
