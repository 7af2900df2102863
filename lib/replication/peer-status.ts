/** How one peer is doing, for `/_status`. Times are Unix milliseconds. */
export interface PeerStatus {
  readonly state: 'up' | 'down' | 'unknown';
  readonly lastSuccessMs: number | undefined;
  readonly lastError: string | undefined;
  /** What the operator must mend about the peer's URL. */
  readonly problem: string | undefined;
  readonly nextAttemptMs: number | undefined;
}
