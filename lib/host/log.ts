/** Writes one line for each call. A line never has a secret in it. */
export interface Log {
  /** Something is lost or broken, and an operator has to act. */
  error(message: string, fields?: LogFields): void;
  /** Something is wrong, but the node handles it. */
  warn(message: string, fields?: LogFields): void;
  /** Something normal that helps to find out what a node does. */
  debug(message: string, fields?: LogFields): void;
}

/** Facts about an event, by name. */
export type LogFields = Readonly<Record<string, unknown>>;
