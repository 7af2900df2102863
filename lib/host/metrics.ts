/** The numbers of a node, for who collects them. Only some hosts have them. */
export interface Metrics {
  /** Reads all numbers now. */
  report(): Promise<MetricsReport>;
}

/** All numbers of a node, as a body of a response. */
export interface MetricsReport {
  /** The value of `Content-Type`. */
  readonly type: string;
  readonly text: string;
}
