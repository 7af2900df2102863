/** Counts how long something took, in plain numbers: a note costs a few comparisons. */
export interface Histogram {
  note(seconds: number): void;
  /** The upper bounds of the buckets, ascending, without the last one, which has none. */
  readonly boundsSeconds: readonly number[];
  /** How many notes are in each bucket and in none before it; one more than there are bounds. */
  readonly counts: Float64Array;
  readonly sumSeconds: number;
}

/** Creates a histogram without notes. */
export function createHistogram(boundsSeconds: readonly number[]): Histogram {
  const counts = new Float64Array(boundsSeconds.length + 1);
  let sumSeconds = 0;
  return {
    boundsSeconds,
    counts,
    get sumSeconds() {
      return sumSeconds;
    },
    note(seconds) {
      let bucket = 0;
      while (bucket < boundsSeconds.length && seconds > (boundsSeconds[bucket] as number)) {
        bucket += 1;
      }
      counts[bucket] = (counts[bucket] as number) + 1;
      sumSeconds += seconds;
    },
  };
}
