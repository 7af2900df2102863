import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';

/** How many names are sorted at once; of a storage that has more, all are listed as often. */
const maxSorted = 50_000;

/** Which names are listed. */
export interface SortedRange {
  /** How they begin. */
  readonly prefix: string;
  /** The name after which they come; `''` for the first. */
  readonly after: string;
  /** How many are needed, if not all. */
  readonly limit?: number;
}

/**
 * The names of the files in a storage, in the order of their UTF-16 code units, and never more than
 * 100,000 of them in memory. What was there from the beginning to the end is among them once; what
 * comes or goes meanwhile may be among them or not.
 */
export async function* listSorted(
  storage: Pick<Storage, 'list'>,
  { prefix, after, limit = Infinity }: SortedRange,
): AsyncGenerator<StoredName> {
  const count = Math.min(limit, maxSorted);
  let last = after;
  for (;;) {
    const names = await firstNames(storage, prefix, last, count);
    for (const name of names) {
      yield name;
      last = name;
    }
    if (names.length < count) return;
  }
}

/** The first names with a prefix after another one, sorted. */
async function firstNames(
  storage: Pick<Storage, 'list'>,
  prefix: string,
  after: string,
  count: number,
): Promise<readonly StoredName[]> {
  let names = new Set<StoredName>();
  // As soon as enough are known, whatever comes after them is left out.
  let end: string | undefined;
  for await (const name of storage.list()) {
    if (name <= after || !name.startsWith(prefix) || (end !== undefined && name > end)) continue;
    names.add(name);
    if (names.size < 2 * count) continue;
    names = new Set([...names].sort().slice(0, count));
    end = [...names].at(-1);
  }
  return [...names].sort().slice(0, count);
}
