/** What was found of an entry of a directory, or done with it. */
export interface Finding<Kind extends string> {
  readonly kind: Kind;
  /** Relative to the directory that is looked through. */
  readonly path: string;
  /** Why, where the kind does not say it. */
  readonly error?: unknown;
}
