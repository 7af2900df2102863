import type { Finding } from './finding.ts';
import type { FindingKinds } from './finding-kinds.ts';

/** Counts findings by their kinds. */
export interface Tally<Kind extends string> {
  add(finding: Pick<Finding<Kind>, 'kind'>): void;
  countOf(kind: Kind): number;
  /** How many findings are about stored files, or about directories that may have some. */
  storedFiles(): number;
  /** Whether somebody has to do something about a file. */
  isWrong(): boolean;
}

/** Creates an empty tally. */
export function createTally<Kind extends string>({
  wrong,
}: Pick<FindingKinds<Kind>, 'wrong'>): Tally<Kind> {
  const counts = new Map<Kind, number>();
  let storedFiles = 0;

  const countOf = (kind: Kind): number => counts.get(kind) ?? 0;
  return {
    add({ kind }) {
      counts.set(kind, countOf(kind) + 1);
      if (kind !== 'other' && kind !== 'deletion') storedFiles += 1;
    },
    countOf,
    storedFiles: () => storedFiles,
    isWrong: () => wrong.some((kind) => countOf(kind) > 0),
  };
}
