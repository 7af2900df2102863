import { positionEnd, type ScrubPlace } from './scrub-place.ts';

/** How the scrub is doing, for `/_status`. */
export interface ScrubReport {
  /** The share of this pass that is done, from 0 to 1. */
  readonly progress: number;
  /** How many files, and bytes of them, were checked in this pass. */
  readonly files: number;
  readonly bytes: number;
  /** When all files were last checked; `null` for never. */
  readonly finishedAt: string | null;
  /** Why it does not get on; `null` while it does. */
  readonly error: string | null;
}

/** Describes a scrub by its place, and by what keeps it from getting on. */
export function reportScrub(
  { position, counts, finishedMs }: ScrubPlace,
  error: string | undefined,
): ScrubReport {
  return {
    progress: Math.floor((10_000 * position) / positionEnd) / 10_000,
    files: counts.files,
    bytes: counts.bytes,
    finishedAt: finishedMs === 0 ? null : new Date(finishedMs).toISOString(),
    error: error ?? null,
  };
}
