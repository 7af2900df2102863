/** One small wrong edit of the program that somebody could plausibly make. */
export interface Mutant {
  /** What is wrong with the program that it makes, as a fact. */
  readonly name: string;
  /** The invariant, or the clause of the contract, that it breaks. */
  readonly promise: string;
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** Why no test of one node or of one part can see it: then the simulator must. */
  readonly simOnly?: string;
  /** Why the program keeps its promises all the same: then no suite need kill it. */
  readonly equivalent?: string;
}

/** All mutants, by the area of the program that they break. */
export declare const mutants: readonly Mutant[];
