/** Limits to what a node asks its peers for when it does not have a file itself. */
export interface ReadThroughLimits {
  /** About how many names peers are asked at once. */
  readonly maxQuestions: number;
  /** Of how many names the copies are counted at once, beside those. */
  readonly maxCounts: number;
  /** How many files are fetched at once. */
  readonly maxFetches: number;
  /** How many files, or ranges of them, are passed on at once without being stored. */
  readonly maxRelays: number;
  /** How long a request waits until it may ask or fetch. */
  readonly maxWaitMs: number;
  /** How long a peer may take until the head of its response is here. */
  readonly headMs: number;
  /** How long it may take in all until the first bytes of a file are here. */
  readonly beginMs: number;
  /** How long a peer that did not respond is left alone. */
  readonly restMs: number;
  /** A file of more bytes is sent on while it is fetched; a smaller one once it is stored. */
  readonly wholeBytes: number;
  /** A smaller file is sent on all the same when storing it takes longer. */
  readonly wholeMs: number;
  /** A fetch that has taken longer than this and is slower than that is given up. */
  readonly stalledMs: number;
  readonly minBytesPerSecond: number;
  /** How many bytes are kept for a client that is slower than the peer. */
  readonly bufferedBytes: number;
  /** How long a client waits for the rest to be stored before a peer is asked for it again. */
  readonly behindMs: number;
  /** How many names that no peer has are remembered, and for how long. */
  readonly rememberedMisses: number;
  readonly missMs: number;
  /** How many names that no peer has may be asked for each second, on average. */
  readonly missesPerSecond: number;
  /** How many of them may come at once. */
  readonly missBurst: number;
  /** How far the clocks of two nodes may differ without a file being overlooked. */
  readonly clockMarginMs: number;
}

/** The limits of a node that is configured with no others. */
export const defaultReadThroughLimits: ReadThroughLimits = {
  maxQuestions: 32,
  maxCounts: 8,
  maxFetches: 16,
  maxRelays: 16,
  maxWaitMs: 2000,
  headMs: 2000,
  // A push of the same file may be waited for as well.
  beginMs: 5000,
  restMs: 10_000,
  wholeBytes: 1024 * 1024,
  wholeMs: 2000,
  stalledMs: 30_000,
  minBytesPerSecond: 16 * 1024,
  bufferedBytes: 1024 * 1024,
  behindMs: 5000,
  rememberedMisses: 10_000,
  missMs: 2000,
  missesPerSecond: 20,
  missBurst: 200,
  clockMarginMs: 5000,
};
