/** Where positions end. */
export const positionEnd = 2 ** 32;

/** What a pass has found so far, as numbers of files. */
export interface ScrubCounts {
  readonly files: number;
  /** The sizes of these files. */
  readonly bytes: number;
  /** That did not match their names. */
  readonly corrupt: number;
  /** That could not be read, or not be adopted. */
  readonly failed: number;
  /** That somebody else had put there, intact. */
  readonly adopted: number;
  /** Whose names were deleted. */
  readonly removed: number;
}

/**
 * How far a scrub is. Files are checked in the order of the fingerprints of their names, so a place
 * means the same whatever comes and goes.
 */
export interface ScrubPlace {
  /**
   * What a fingerprint begins with, its upper 32 bits: all files before that were checked. At the
   * end the next pass begins once it is due.
   */
  readonly position: number;
  /** When the next file is to be read, in Unix milliseconds, also by a node that was restarted. */
  readonly dueMs: number;
  /** When this pass began, and when the last one ended, in Unix milliseconds; 0 for never. */
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly counts: ScrubCounts;
}

const noCounts: ScrubCounts = {
  files: 0,
  bytes: 0,
  corrupt: 0,
  failed: 0,
  adopted: 0,
  removed: 0,
};

/** The place at which a pass begins. */
export function firstPlace(startedMs: number, finishedMs: number): ScrubPlace {
  return { position: 0, dueMs: startedMs, startedMs, finishedMs, counts: noCounts };
}

/** The sum of two counts. */
export function addCounts(counts: ScrubCounts, added: Partial<ScrubCounts>): ScrubCounts {
  return {
    files: counts.files + (added.files ?? 0),
    bytes: counts.bytes + (added.bytes ?? 0),
    corrupt: counts.corrupt + (added.corrupt ?? 0),
    failed: counts.failed + (added.failed ?? 0),
    adopted: counts.adopted + (added.adopted ?? 0),
    removed: counts.removed + (added.removed ?? 0),
  };
}

/** A place as a line of JSON. */
export function formatPlace({ counts, ...place }: ScrubPlace): string {
  return `${JSON.stringify({ ...place, ...counts })}\n`;
}

/** Reads a place; `undefined` where the text is none. */
export function parsePlace(text: string): ScrubPlace | undefined {
  const numbers = parseNumbers(text);
  const numberOf = (key: string): number => numbers.get(key) ?? Number.NaN;
  const [position, dueMs] = [numberOf('position'), numberOf('dueMs')];
  const [startedMs, finishedMs] = [numberOf('startedMs'), numberOf('finishedMs')];
  const counts: ScrubCounts = {
    files: numberOf('files'),
    bytes: numberOf('bytes'),
    corrupt: numberOf('corrupt'),
    failed: numberOf('failed'),
    adopted: numberOf('adopted'),
    removed: numberOf('removed'),
  };
  const all = [position, dueMs, startedMs, finishedMs, ...Object.values(counts)];
  const isPlace = all.every((number) => number >= 0) && position <= positionEnd;
  return isPlace ? { position, dueMs, startedMs, finishedMs, counts } : undefined;
}

/** The numbers in a JSON object, by their keys; none where the text is no JSON. */
function parseNumbers(text: string): ReadonlyMap<string, number> {
  try {
    const entries = Object.entries(JSON.parse(text) as object);
    return new Map(entries.filter(([, value]) => typeof value === 'number'));
  } catch {
    return new Map();
  }
}
