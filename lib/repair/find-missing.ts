import type { Fingerprint } from '../collections/fingerprint.ts';
import { createFingerprintSet, type FingerprintSet } from '../collections/fingerprint-set.ts';
import { DeliveryError } from '../delivery/delivery-error.ts';
import type { Peer } from '../delivery/peer.ts';
import {
  compareName,
  encodeFingerprints,
  encodeSums,
  maxFingerprints,
  type OfBothSets,
  wantedName,
} from '../inventory/comparison.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { bucketCount } from '../names/bucket-sums.ts';
import { askPeer } from './ask-peer.ts';

/** What a peer lacks of this node's names, as fingerprints. */
export type Missing = OfBothSets<FingerprintSet>;

/** What a comparison found. */
export interface Comparison {
  /** The buckets in which the two nodes do not hold the same. */
  readonly differing: OfBothSets<readonly number[]>;
  readonly missing: Missing;
}

const kinds = ['stored', 'tombstones'] as const;
const bucketLimits = { stored: bucketCount, tombstones: bucketCount };

/**
 * Asks a peer which of this node's files and deletions it lacks. `undefined` where it does not know
 * the question. Rejects with a `DeliveryError` where it gives no result.
 */
export async function findMissing(
  peer: Peer,
  inventory: Inventory,
): Promise<Comparison | undefined> {
  const differing = await askPeer(peer, compareName, encodeSums(inventory), bucketLimits);
  if (differing === undefined) return undefined;
  const missing = { stored: createFingerprintSet(), tombstones: createFingerprintSet() };
  for (const kind of kinds) {
    const fingerprints = fingerprintsIn(inventory[kind], differing[kind]);
    await noteWanted(peer, kind, fingerprints, missing);
  }
  return { differing, missing };
}

/** Takes out of what was missing what the peer does not want any more. */
export async function recheckMissing(peer: Peer, missing: Missing): Promise<void> {
  for (const kind of kinds) {
    const fingerprints = missing[kind].withPrefix(0, 0);
    missing[kind].clear();
    await noteWanted(peer, kind, fingerprints, missing);
  }
}

/** Notes which of these fingerprints the peer wants, as many at a time as it takes. */
async function noteWanted(
  peer: Peer,
  kind: keyof Missing,
  fingerprints: Iterable<Fingerprint>,
  missing: Missing,
): Promise<void> {
  for (const portion of portionsOf(fingerprints)) {
    const asked = { stored: [], tombstones: [], [kind]: portion };
    const limits = { stored: 0, tombstones: 0, [kind]: portion.length };
    const wanted = await askPeer(peer, wantedName, encodeFingerprints(asked), limits);
    if (wanted === undefined) {
      throw new DeliveryError('it compares sets, but not names', 'protocol');
    }
    for (const position of wanted[kind]) missing[kind].add(portion[position] as Fingerprint);
  }
}

function* fingerprintsIn(
  digest: Inventory['stored'],
  buckets: readonly number[],
): Generator<Fingerprint> {
  for (const bucket of buckets) yield* digest.inBucket(bucket);
}

function* portionsOf(fingerprints: Iterable<Fingerprint>): Generator<readonly Fingerprint[]> {
  let portion: Fingerprint[] = [];
  for (const fingerprint of fingerprints) {
    portion.push(fingerprint);
    if (portion.length < maxFingerprints) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
