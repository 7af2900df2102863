import { InvalidNameError } from '../errors/domain-errors.ts';

/** What the operator allows for names of uploads. */
export interface NameLimits {
  /** The longest name, stamp included; 1,024 at most. */
  readonly maxNameBytes: number;
  /** How many segments it may have. */
  readonly maxDepth: number;
}

const utf8 = new TextEncoder();

/**
 * Throws an `InvalidNameError` for a name, stamp included, beyond what the operator allows for
 * uploads. Those of peers are exempt: another node took them already, and would owe them for ever.
 */
export function checkNameLimits(name: string, { maxNameBytes, maxDepth }: NameLimits): void {
  // A UTF-16 unit takes three bytes at most: most names need not be encoded to be measured.
  if (name.length * 3 > maxNameBytes && utf8.encode(name).length > maxNameBytes) {
    throw new InvalidNameError(
      `The name is longer than ${maxNameBytes} bytes once time and hash are added.`,
    );
  }
  if (name.split('/').length > maxDepth) {
    throw new InvalidNameError(`The name has more than ${maxDepth} segments.`);
  }
}
