import { InvalidNameError } from '../errors/domain-errors.ts';
import { exceedsBytes } from './exceeds-bytes.ts';

/** What the operator allows for names of uploads. */
export interface NameLimits {
  /** The longest name, stamp included; 1,024 at most. */
  readonly maxNameBytes: number;
  /** How many segments it may have. */
  readonly maxDepth: number;
}

/**
 * Throws an `InvalidNameError` if the name of a client's upload, stamp included, exceeds a limit.
 * Not for uploads of peers: another node has accepted those, and would retry them for ever.
 */
export function checkNameLimits(name: string, { maxNameBytes, maxDepth }: NameLimits): void {
  if (exceedsBytes(name, maxNameBytes)) {
    throw new InvalidNameError(
      `The name is longer than ${maxNameBytes} bytes once time and hash are added.`,
    );
  }
  if (name.split('/').length > maxDepth) {
    throw new InvalidNameError(`The name has more than ${maxDepth} segments.`);
  }
}
