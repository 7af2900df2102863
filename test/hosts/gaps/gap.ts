/** Checks that a host fails, all for one reason. */
export interface Gap {
  readonly reason: string;
  /** Their names, each after the title of its subject. */
  readonly checks: readonly string[];
  /** Whether they fail at times only, so that they are skipped. */
  readonly isRace?: boolean;
}
