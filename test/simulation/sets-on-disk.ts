import { isUtf8 } from 'node:buffer';
import { decodeRecord } from '../../lib/journal/record.ts';
import { parseStoredName } from '../../lib/names/stored-name.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimNode } from './sim-node.ts';
import { storedNames } from './stored-files.ts';

/** What a node holds, as its disks or its bucket say. */
export interface SetsOnDisk {
  /** The names of the live files. */
  readonly stored: ReadonlySet<string>;
  readonly deleted: ReadonlySet<string>;
}

/** Reads both sets of a node from its disks alone, as docs/on-disk-format.md describes them. */
export function setsOnDisk(node: SimNode): SetsOnDisk {
  const deleted = new Set(deletedOnDisk(node));
  return { stored: new Set(storedNames(node).filter((name) => !deleted.has(name))), deleted };
}

/** Both sets of a bucket. */
export function setsIn(bucket: SimBucket): SetsOnDisk {
  return { stored: new Set(bucket.storedNames()), deleted: new Set(bucket.deletedNames()) };
}

/** The deleted names, some of them more than once. */
export function deletedOnDisk({ bucket, queueDisk }: SimNode): readonly string[] {
  if (bucket !== undefined) return bucket.deletedNames();
  const logged = linesOf(queueDisk.read('deletion.log')).flatMap(nameIn);
  const paths = queueDisk.paths().filter((path) => /^journal\/\d{16}\.log$/u.test(path));
  const records = paths.flatMap((path) => linesOf(queueDisk.read(path)).map(decodeRecord));
  const recorded = records.flatMap((record) => (record?.op === 'DELETE' ? [record.name] : []));
  return [...logged, ...recorded];
}

/** The name in a line of `deletion.log`. A write that was torn leaves lines that are none. */
function nameIn(line: Buffer): readonly string[] {
  const name = isUtf8(line) ? parseStoredName(line.toString())?.name : undefined;
  return name === undefined ? [] : [name];
}

/** All whole lines. */
function linesOf(bytes: Uint8Array<ArrayBuffer> | undefined): readonly Buffer[] {
  if (bytes === undefined) return [];
  const lines: Buffer[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let first = 0; ; ) {
    const end = buffer.indexOf('\n', first);
    if (end === -1) return lines;
    lines.push(buffer.subarray(first, end));
    first = end + 1;
  }
}

export function areEqualSets(one: SetsOnDisk, other: SetsOnDisk): boolean {
  return isSame(one.stored, other.stored) && isSame(one.deleted, other.deleted);
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}
