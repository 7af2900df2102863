/** The headings under which help, man page and documentation list the flags. */
export type FlagSection =
  | 'Serving'
  | 'Cluster'
  | 'Access'
  | 'Limits'
  | 'Signing'
  | 'Verifying'
  | 'Adopting'
  | 'Copying'
  | 'Asking nodes'
  | 'General';

/**
 * One flag of the command line. Everything that is known about a flag is declared here, once:
 * parser, environment variables, help, man page, docs/configuration.md and shell completion are
 * made from it.
 */
export interface Flag<Value = unknown> {
  /** Without the leading hyphens. One that begins with `no-` switches something off. */
  readonly name: string;
  /** A letter that is short for the name. */
  readonly short?: string;
  /** What the help calls the value, such as `path`. A flag without one is a switch. */
  readonly placeholder?: string;
  /** Converts one value. Throws a `UsageError` that names the flag and the remedy. */
  readonly parse: (text: string, name: string) => Value;
  /** The value of a flag that is not set, as it would be typed. */
  readonly default?: string;
  /** The default in words, where it is no value that could be typed. */
  readonly defaultNote?: string;
  /** Whether each occurrence adds a value. Any other flag takes one value, once. */
  readonly isRepeatable?: boolean;
  /** Whether an empty environment variable is an error. Of any other flag it is not set. */
  readonly isNeverEmpty?: boolean;
  /** What the flag does, in one line that is understood without the lines around it. */
  readonly help: string;
  readonly section: FlagSection;
  /** What shells complete its value with: names of files, or these words; nothing by default. */
  readonly completion?: 'files' | readonly string[];
}

/** The environment variable of a flag. */
export function variableOf({ name }: Flag): string {
  return `COCKATIEL_${name.replaceAll('-', '_').toUpperCase()}`;
}

/** How a flag is typed, such as `-p, --port <port>`. */
export function usageOf({ short, name, placeholder }: Flag): string {
  const value = placeholder === undefined ? '' : ` <${placeholder}>`;
  return `${short === undefined ? '' : `-${short}, `}--${name}${value}`;
}
