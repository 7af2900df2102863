import { createFingerprintSet, type FingerprintSet } from '../collections/fingerprint-set.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { bucketOf } from '../inventory/name-digest.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { Storage } from '../storage/storage.ts';
import type { Pause } from './pause.ts';

/** Names that are listed without a pause, so that requests are served in between. */
const namesPerTurn = 256;

/** The names whose fingerprints begin with these numbers, the last one not included. */
export interface NameRange {
  readonly from: number;
  readonly end: number;
}

/** What was found in a range. */
export interface ListedRange {
  /** The names, with what their fingerprints begin with, in that order. */
  readonly names: readonly { readonly name: StoredName; readonly position: number }[];
  /** How many names of the inventory were not among them. */
  readonly missing: number;
}

export interface ListRangeOptions {
  readonly storage: Pick<Storage, 'list'>;
  readonly inventory: Pick<Inventory, 'stored' | 'fingerprintName'>;
  readonly pause: Pause;
}

/** Lists the files of a range. */
export async function listRange(range: NameRange, options: ListRangeOptions): Promise<ListedRange> {
  const { storage, inventory, pause } = options;
  // Before the files are listed: what comes meanwhile may not be among them.
  const left = await expectedIn(range, options);
  const names: { name: StoredName; position: number }[] = [];
  let listed = 0;
  for await (const name of storage.list()) {
    const fingerprint = inventory.fingerprintName(name);
    if (isIn(range, fingerprint.high)) {
      left.delete(fingerprint);
      names.push({ name, position: fingerprint.high });
    }
    listed += 1;
    if (listed % namesPerTurn === 0) await pause(0);
  }
  names.sort((one, other) => one.position - other.position);
  // What went meanwhile is not in the inventory any more.
  return { names, missing: left.withPrefix(0, 0).filter(inventory.stored.has).length };
}

/** The fingerprints of the files that should be in a range. */
async function expectedIn(
  range: NameRange,
  { inventory, pause }: ListRangeOptions,
): Promise<FingerprintSet> {
  const expected = createFingerprintSet();
  const last = bucketOf({ high: range.end - 1, low: 0 });
  for (let bucket = bucketOf({ high: range.from, low: 0 }); bucket <= last; bucket += 1) {
    for (const fingerprint of inventory.stored.inBucket(bucket)) {
      if (isIn(range, fingerprint.high)) expected.add(fingerprint);
    }
    await pause(0);
  }
  return expected;
}

function isIn({ from, end }: NameRange, position: number): boolean {
  return position >= from && position < end;
}
