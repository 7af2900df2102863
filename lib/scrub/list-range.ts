import type { Fingerprint } from '../collections/fingerprint.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { createBucketSums, sumBytes } from '../names/bucket-sums.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import type { Pause } from './pause.ts';

/** Names that are listed without a pause, so that requests are served in between. */
const namesPerTurn = 256;
/** How many new files outside of the range are remembered; others come with their range. */
const maxNew = 10_000;

/** The names whose fingerprints begin with these numbers, the last one not included. */
export interface NameRange {
  readonly from: number;
  readonly end: number;
}

/** What a list of all files shows. */
export interface ListedRange {
  /** The files of the range, with what their fingerprints begin with, in that order. */
  readonly names: readonly { readonly name: StoredName; readonly position: number }[];
  /**
   * Files outside of the range that the inventory does not have, or of which a corrupt copy is in
   * quarantine: somebody has put them there.
   */
  readonly newNames: readonly StoredName[];
  /** Whether files of the inventory are missing anywhere. */
  readonly hasMissing: boolean;
}

export interface ListRangeOptions {
  readonly storage: Pick<Storage, 'list' | 'quarantined'>;
  readonly inventory: Pick<Inventory, 'stored' | 'fingerprintName'>;
  readonly pause: Pause;
}

/** Lists all files, to find those of a range, those that are new, and whether some are missing. */
export async function listRange(
  { from, end }: NameRange,
  { storage, inventory, pause }: ListRangeOptions,
): Promise<ListedRange> {
  const { stored } = inventory;
  const names: { name: StoredName; position: number }[] = [];
  const newNames: StoredName[] = [];
  const before = stored.sums();
  const listed = createBucketSums();
  let count = 0;

  /** Who lists the files at a start knows of a name, and not of the copy in quarantine. */
  function isNew(name: StoredName, isKnown: boolean): boolean {
    return !isKnown || storage.quarantined.has(name);
  }

  function note(name: StoredName, fingerprint: Fingerprint): void {
    const { high: position } = fingerprint;
    const isKnown = stored.has(fingerprint);
    if (isKnown) listed.add(fingerprint);
    if (position >= from && position < end) names.push({ name, position });
    else if (isNew(name, isKnown) && newNames.length < maxNew) newNames.push(name);
  }

  for await (const name of storage.list()) {
    note(name, inventory.fingerprintName(name));
    count += 1;
    if (count % namesPerTurn === 0) await pause(0);
  }
  names.sort((one, other) => one.position - other.position);
  return { names, newNames, hasMissing: lacksSome(before, listed.bytes(), stored.sums()) };
}

/**
 * Whether what was listed differs from what was there before and after, in a bucket in which
 * nothing has come or gone meanwhile. The others are compared with the next list.
 */
function lacksSome(before: Uint8Array, listed: Uint8Array, after: Uint8Array): boolean {
  for (let first = 0; first < before.length; first += sumBytes) {
    const [was, found, is] = [before, listed, after].map((sums) =>
      sums.subarray(first, first + sumBytes),
    ) as [Uint8Array, Uint8Array, Uint8Array];
    if (isEqual(was, is) && !isEqual(was, found)) return true;
  }
  return false;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, index) => byte === other[index]);
}
