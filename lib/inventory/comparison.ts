import type { Fingerprint } from '../collections/fingerprint.ts';
import {
  createFingerprintList,
  fingerprintBytes,
  readFingerprints,
} from '../collections/fingerprint-list.ts';
import { bucketCount, sumBytes } from '../names/bucket-sums.ts';
import type { Inventory } from './inventory.ts';

/*
 * How two nodes find out what one of them lacks, in the bytes that they exchange.
 *
 * The node that asks sends the sums of its two sets; the other one names the buckets that differ.
 * Then it sends the fingerprints that it has in those buckets, in portions; the other one names
 * those that it wants: files that are in neither of its sets, and deletions that it does not know.
 * Nobody learns of a name that he does not know already.
 */

/** The routes of both questions, as names. */
export const compareName = '_compare';
export const wantedName = '_wanted';
export type ComparisonName = typeof compareName | typeof wantedName;

const setBytes = bucketCount * sumBytes;
/** The size of what is sent to `/_compare`. */
export const comparisonBytes = 2 * setBytes;
/** How many fingerprints are sent to `/_wanted` at most. */
export const maxFingerprints = 8192;
const countBytes = 4;
/** The largest body of `/_wanted`. */
export const maxWantedBytes = countBytes + maxFingerprints * fingerprintBytes;

/** Something of each of the two sets. */
export interface OfBothSets<Of> {
  readonly stored: Of;
  readonly tombstones: Of;
}

/** The sums of both sets of an inventory. */
export function encodeSums({ stored, tombstones }: Inventory): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(comparisonBytes);
  bytes.set(stored.sums());
  bytes.set(tombstones.sums(), setBytes);
  return bytes;
}

/** The buckets in which sums that were sent differ from those of this node. */
export function findDifferences(
  theirs: Uint8Array,
  inventory: Inventory,
): OfBothSets<readonly number[]> {
  const ours = encodeSums(inventory);
  const differing = Array.from({ length: 2 * bucketCount }, (_, bucket) => bucket).filter(
    (bucket) => !hasEqualSum(ours, theirs, bucket * sumBytes),
  );
  return {
    stored: differing.filter((bucket) => bucket < bucketCount),
    tombstones: differing
      .filter((bucket) => bucket >= bucketCount)
      .map((bucket) => bucket - bucketCount),
  };
}

/** Whether no bucket differs. */
export function areEqual({ stored, tombstones }: OfBothSets<readonly number[]>): boolean {
  return stored.length + tombstones.length === 0;
}

function hasEqualSum(ours: Uint8Array, theirs: Uint8Array, at: number): boolean {
  for (let offset = at; offset < at + sumBytes; offset += 1) {
    if (ours[offset] !== theirs[offset]) return false;
  }
  return true;
}

/** Fingerprints of both sets: how many are of files, these, and then those of deletions. */
export function encodeFingerprints({
  stored,
  tombstones,
}: OfBothSets<readonly Fingerprint[]>): Uint8Array<ArrayBuffer> {
  const list = createFingerprintList();
  for (const fingerprint of [...stored, ...tombstones]) list.push(fingerprint);
  const fingerprints = list.bytes();
  const bytes = new Uint8Array(countBytes + fingerprints.length);
  new DataView(bytes.buffer).setUint32(0, stored.length);
  bytes.set(fingerprints, countBytes);
  return bytes;
}

/** Decodes fingerprints; `undefined` if the bytes are not what `encodeFingerprints` makes. */
export function decodeFingerprints(
  bytes: Uint8Array,
): OfBothSets<readonly Fingerprint[]> | undefined {
  const size = bytes.length - countBytes;
  if (size < 0 || size % fingerprintBytes > 0) return undefined;
  const count = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const all = [...readFingerprints(bytes.subarray(countBytes))];
  if (count > all.length) return undefined;
  return { stored: all.slice(0, count), tombstones: all.slice(count) };
}

/** The positions of the fingerprints that this node wants, in each list. */
export function findWanted(
  { stored, tombstones }: OfBothSets<readonly Fingerprint[]>,
  inventory: Inventory,
): OfBothSets<readonly number[]> {
  const isUnknown = (fingerprint: Fingerprint): boolean => !inventory.tombstones.has(fingerprint);
  return {
    stored: positionsOf(stored, (one) => isUnknown(one) && !inventory.stored.has(one)),
    tombstones: positionsOf(tombstones, isUnknown),
  };
}

function positionsOf<Item>(
  items: readonly Item[],
  isMeant: (item: Item) => boolean,
): readonly number[] {
  return items.flatMap((item, position) => (isMeant(item) ? [position] : []));
}

/**
 * Reads lists of whole numbers, each list ascending and below its limit; `undefined` if a text is
 * anything else. So a list is never longer than what it speaks of.
 */
export function parseBothLists(
  text: string,
  limits: OfBothSets<number>,
): OfBothSets<readonly number[]> | undefined {
  const { stored, tombstones } = parseObject(text);
  const isValid = isList(stored, limits.stored) && isList(tombstones, limits.tombstones);
  return isValid ? { stored, tombstones } : undefined;
}

function parseObject(text: string): Partial<OfBothSets<unknown>> {
  try {
    return (JSON.parse(text) as Partial<OfBothSets<unknown>> | null) ?? {};
  } catch {
    return {};
  }
}

function isList(value: unknown, limit: number): value is readonly number[] {
  if (!Array.isArray(value)) return false;
  let last = -1;
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'number' || !Number.isSafeInteger(item)) return false;
    if (item <= last || item >= limit) return false;
    last = item;
  }
  return true;
}
