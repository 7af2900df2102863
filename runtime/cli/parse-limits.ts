import { maxNameBytes } from '../../lib/names/stored-name.ts';
import { defaultLimits, type Limits } from '../node/limits.ts';
import { parseInteger, parseSize } from './setting-values.ts';

/** The flags that set a limit. */
export type LimitName =
  | 'minFree'
  | 'maxRequests'
  | 'maxHeaderSize'
  | 'minRate'
  | 'maxName'
  | 'maxDepth'
  | 'unknownDeletes';

/** What a peer needs for the longest name, three characters a byte, twice; more than any uses. */
const headerBytes = { min: 8 * 1024, max: 1024 * 1024 };

/** The stamp alone takes 52 bytes. */
const nameBytes = { min: 64, max: maxNameBytes };

/**
 * Checks the limits; throws a `UsageError` for the first one that can't be meant. `last` gives what
 * was said last of a flag.
 */
export function parseLimits(last: (name: LimitName) => string | undefined): Limits {
  const count = (flag: string, name: LimitName, least: number, otherwise: number): number =>
    parseInteger(flag, last(name) ?? String(otherwise), { min: least });
  return {
    minFreeBytes: parseSize('min-free', last('minFree')) ?? defaultLimits.minFreeBytes,
    maxRequests: count('max-requests', 'maxRequests', 1, defaultLimits.maxRequests),
    maxHeaderBytes:
      parseSize('max-header-size', last('maxHeaderSize'), headerBytes) ??
      defaultLimits.maxHeaderBytes,
    minBytesPerSecond: parseSize('min-rate', last('minRate')) ?? defaultLimits.minBytesPerSecond,
    maxNameBytes: parseSize('max-name', last('maxName'), nameBytes) ?? defaultLimits.maxNameBytes,
    maxDepth: count('max-depth', 'maxDepth', 1, defaultLimits.maxDepth),
    unknownDeletesPerSecond: count(
      'unknown-deletes',
      'unknownDeletes',
      0,
      defaultLimits.unknownDeletesPerSecond,
    ),
  };
}
