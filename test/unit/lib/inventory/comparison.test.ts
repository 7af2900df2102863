import { describe, expect, it } from 'vitest';
import {
  comparisonBytes,
  decodeFingerprints,
  encodeFingerprints,
  encodeSums,
  findDifferences,
  findWanted,
  maxFingerprints,
  maxWantedBytes,
  parseBothLists,
} from '../../../../lib/inventory/comparison.ts';
import { bucketCount, bucketOf } from '../../../../lib/names/bucket-sums.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { inventoryOf } from '../../../support/node/set-up-repairer.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const names = namesOf(4);
const [one, two, three, four] = names as [StoredName, StoredName, StoredName, StoredName];
const { fingerprintName } = inventoryOf([]);
const fingerprints = names.map(fingerprintName);

describe('sums', () => {
  it('of equal sets have no differences, in whatever order names came', () => {
    const sums = encodeSums(inventoryOf([one, two], [three]));
    expect(sums).toHaveLength(comparisonBytes);
    const none = { stored: [], tombstones: [] };
    expect(findDifferences(sums, inventoryOf([two, one], [three]))).toEqual(none);
  });

  it('differ in the bucket of a name that one of two nodes lacks, in either set', () => {
    const sums = encodeSums(inventoryOf([one, two], [three]));
    const bucket = bucketOf(fingerprintName(two));
    expect(findDifferences(sums, inventoryOf([one], [three]))).toEqual({
      stored: [bucket],
      tombstones: [],
    });
    expect(findDifferences(sums, inventoryOf([one, two]))).toEqual({
      stored: [],
      tombstones: [bucketOf(fingerprintName(three))],
    });
  });

  it('differ in every bucket, the last byte of each included', () => {
    const sums = encodeSums(inventoryOf([]));
    for (let at = 7; at < sums.length; at += 8) sums[at] = 1;
    const all = Array.from({ length: bucketCount }, (_, bucket) => bucket);
    expect(findDifferences(sums, inventoryOf([]))).toEqual({ stored: all, tombstones: all });
  });
});

describe('fingerprints', () => {
  it('are decoded as they were encoded', () => {
    const both = { stored: fingerprints.slice(0, 3), tombstones: fingerprints.slice(3) };
    const bytes = encodeFingerprints(both);
    expect(decodeFingerprints(bytes)).toEqual(both);
    expect(decodeFingerprints(new Uint8Array([9, ...bytes]).subarray(1))).toEqual(both);
    expect(bytes.length).toBeLessThanOrEqual(maxWantedBytes);
  });

  it('fit into one body up to the most that are sent', () => {
    const many = Array.from({ length: maxFingerprints }, (_, low) => ({ high: 1, low }));
    expect(encodeFingerprints({ stored: many, tombstones: [] })).toHaveLength(maxWantedBytes);
  });

  it.each([
    ['too short', [0, 0, 0]],
    ['no whole number of them', [0, 0, 0, 0, 1]],
    ['fewer than the count', [0, 0, 0, 2, ...new Uint8Array(8)]],
  ])('are not decoded from bytes that are %s', (_, bytes) => {
    expect(decodeFingerprints(new Uint8Array(bytes))).toBe(undefined);
  });

  it('of what is unknown are wanted: files that are in neither set, and new deletions', () => {
    const inventory = inventoryOf([one], [two]);
    const both = { stored: fingerprints, tombstones: fingerprints };
    // A file that is here may be deleted; a deleted one is never wanted.
    expect(findWanted(both, inventory)).toEqual({ stored: [2, 3], tombstones: [0, 2, 3] });
    expect(findWanted({ stored: [], tombstones: [] }, inventory)).toEqual({
      stored: [],
      tombstones: [],
    });
    expect(four).toBe(names[3]);
  });
});

describe('two lists', () => {
  const limits = { stored: 5, tombstones: 3 };

  it('are read from JSON', () => {
    const text = '{"stored":[0,2,4],"tombstones":[2],"more":1}';
    expect(parseBothLists(text, limits)).toEqual({ stored: [0, 2, 4], tombstones: [2] });
  });

  it.each([
    '',
    '{',
    'null',
    '1',
    '[]',
    '{"stored":[]}',
    '{"stored":[],"tombstones":{}}',
    '{"stored":[5],"tombstones":[]}',
    '{"stored":[],"tombstones":[3]}',
    '{"stored":[1,1],"tombstones":[]}',
    '{"stored":[1,0],"tombstones":[]}',
    '{"stored":[-1],"tombstones":[]}',
    '{"stored":[1.5],"tombstones":[]}',
    '{"stored":[null],"tombstones":[]}',
  ])('are not read from %j', (text) => {
    expect(parseBothLists(text, limits)).toBe(undefined);
  });
});
