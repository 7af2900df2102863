import type { Digest } from '../../lib/inventory/inventory.ts';
import { bucketCount, sumBytes } from '../../lib/names/bucket-sums.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { type SetsOnDisk, setsOnDisk } from './sets-on-disk.ts';
import type { SimNode } from './sim-node.ts';
import { readStored } from './stored-files.ts';
import type { World } from './world.ts';

const kinds = [
  ['stored', 'stored'],
  ['tombstones', 'deleted'],
] as const;

/** Finds what is wrong with the sets that a node keeps in memory, compared with its disks. */
export interface InventoryCheck {
  /** Compares the names one by one; `undefined` where all is right. */
  findFalseName(node: SimNode, onDisk: SetsOnDisk): string | undefined;
  /** Compares the sums, too. */
  findFalseSum(node: SimNode, onDisk: SetsOnDisk): string | undefined;
}

/** Creates the check of a run, which computes the fingerprint of a name once. */
export function createInventoryCheck(): InventoryCheck {
  const known = new Map<string, bigint>();

  function fingerprintOf(name: string): bigint {
    const fingerprint = known.get(name) ?? BigInt(`0x${sha1Of(name).slice(0, 2 * sumBytes)}`);
    known.set(name, fingerprint);
    return fingerprint;
  }

  function describe(kind: string, digest: Digest, names: ReadonlySet<string>): string | undefined {
    const missing = [...names].filter((name) => !digest.has(toWords(fingerprintOf(name))));
    if (missing.length > 0) return `does not count ${missing.join(', ')} as ${kind}`;
    const count = digest.size - names.size;
    return count === 0 ? undefined : `counts ${count} more as ${kind} than there are`;
  }

  return {
    findFalseName(node, onDisk) {
      for (const [set, kind] of kinds) {
        const what = describe(kind, inventoryOf(node)[set], onDisk[kind]);
        if (what !== undefined) return what;
      }
      return undefined;
    },
    findFalseSum(node, onDisk) {
      for (const [set, kind] of kinds) {
        const sums = sumsOf([...onDisk[kind]].map(fingerprintOf));
        if (Buffer.compare(sums, inventoryOf(node)[set].sums()) === 0) continue;
        return `has a wrong sum of what is ${kind}`;
      }
      return undefined;
    },
  };
}

/** At rest the sets, and the total size of the files, are exactly what is on the disks. */
export function checkInventories({ oracle, nodes }: World): void {
  const { findFalseName, findFalseSum } = createInventoryCheck();
  for (const node of nodes.values()) {
    const onDisk = setsOnDisk(node);
    const what =
      findFalseName(node, onDisk) ?? findFalseSum(node, onDisk) ?? findFalseTotal(node, onDisk);
    if (what !== undefined && isComparable(node)) oracle.fail('I7', `${node.id} ${what}`);
  }
}

/** Whether every node that can know it knows the total size of its files. */
export function areCounted({ nodes }: World): boolean {
  return [...nodes.values()].every(
    (node) => !isComparable(node) || inventoryOf(node).bytes.total !== undefined,
  );
}

function findFalseTotal(node: SimNode, { stored }: SetsOnDisk): string | undefined {
  const { total } = inventoryOf(node).bytes;
  const sizes = [...stored].map((name) => readStored(node, name)?.length ?? 0);
  const onDisk = sizes.reduce((sum, size) => sum + size, 0);
  return total === onDisk ? undefined : `counts ${total} bytes, and has ${onDisk}`;
}

/** Whether the sets should be right. A disk that failed may have more, or less, than it said. */
export function isComparable({ ctx, phase, diskFaults, storageMount, unseen }: SimNode): boolean {
  if (phase !== 'up' || ctx?.inventory.isComplete !== true) return false;
  return diskFaults === 0 && !storageMount.isMissing && unseen.size === 0;
}

function inventoryOf({ ctx }: SimNode): NonNullable<SimNode['ctx']>['inventory'] {
  return (ctx as NonNullable<SimNode['ctx']>).inventory;
}

function toWords(fingerprint: bigint): { readonly high: number; readonly low: number } {
  return { high: Number(fingerprint >> 32n), low: Number(fingerprint & 0xffff_ffffn) };
}

/** The sums as docs/protocol.md describes them. */
function sumsOf(fingerprints: readonly bigint[]): Uint8Array {
  const sums = new BigUint64Array(bucketCount);
  const bucketBits = BigInt(Math.log2(bucketCount));
  for (const fingerprint of fingerprints) {
    const bucket = Number(fingerprint >> (64n - bucketBits));
    sums[bucket] = (sums[bucket] as bigint) + fingerprint;
  }
  const bytes = new DataView(new ArrayBuffer(bucketCount * sumBytes));
  for (const [bucket, sum] of sums.entries()) bytes.setBigUint64(bucket * sumBytes, sum);
  return new Uint8Array(bytes.buffer);
}
