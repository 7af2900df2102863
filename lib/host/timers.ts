/** The host's timers: they measure time that passes, whatever the wall clock is set to. */
export interface Timers {
  /** Calls back once after so many milliseconds, unless what it returns is called before. */
  after(delayMs: number, work: () => void): () => void;
}
