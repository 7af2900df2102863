import { decodeRecord } from '../../lib/journal/record.ts';
import type { MemoryDisk } from '../support/disk/memory-disk.ts';

interface Saved {
  /** Before this every upload is acknowledged or deferred, … */
  readonly position: number;
  /** … and before this every deletion. */
  readonly deletions: number;
  readonly setAside: readonly { readonly op: string; readonly name: string }[];
}

/** Counts what is pending for a peer from the disk alone, as docs/on-disk-format.md describes it. */
export function lengthOnDisk(disk: MemoryDisk, url: string): number {
  const paths = disk.paths().filter((path) => /^journal\/\d{16}\.log$/u.test(path));
  const firsts = paths.map((path) => Number.parseInt(path.slice('journal/'.length), 10));
  const { position, deletions, setAside } = readSaved(disk, url);
  const unread = paths.map((path, at) => {
    const [first = 0, next = Infinity] = [firsts[at], firsts[at + 1]];
    const isOwed = (isDeletion: boolean, line: number): boolean =>
      first + line < next && first + line >= (isDeletion ? deletions : position);
    return readKinds(disk.read(path)).filter(isOwed).length;
  });
  return unread.reduce((sum, count) => sum + count, setAside.length);
}

/** For each whole line whether it records a deletion; what can't be read counts as an upload. */
function readKinds(bytes: Uint8Array | undefined): readonly boolean[] {
  const lines = new TextDecoder('latin1').decode(bytes).split('\n').slice(0, -1);
  return lines.map((line) => {
    const raw = Uint8Array.from(line, (character) => character.charCodeAt(0));
    return decodeRecord(raw)?.op === 'DELETE';
  });
}

/** A peer that is new begins with all that is on record, and what is deferred for any other. */
function readSaved(disk: MemoryDisk, url: string): Saved {
  const bytes = disk.read('peers.json') ?? new TextEncoder().encode('{}');
  const saved = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, Saved>;
  const deferred = Object.values(saved).flatMap(({ setAside }) => setAside);
  const setAside = [...new Map(deferred.map((one) => [`${one.op} ${one.name}`, one])).values()];
  return saved[url] ?? { position: 0, deletions: 0, setAside };
}
