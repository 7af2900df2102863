/** Checks that a host fails, all for one reason. */
export interface Gap {
  readonly reason: string;
  /** Their names, each after the title of its subject. */
  readonly checks: readonly string[];
  /** Whether they are left out, because the contract of another host shows the same gap. */
  readonly isShownElsewhere?: boolean;
}
