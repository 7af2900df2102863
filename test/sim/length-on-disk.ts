import type { MemoryDisk } from '../support/memory-disk.ts';

interface Saved {
  readonly position: number;
  readonly setAside: readonly unknown[];
}

/** Counts what a peer is owed by what is on the disk alone, as ARCHITECTURE.md describes it. */
export function lengthOnDisk(disk: MemoryDisk, url: string): number {
  const paths = disk.paths().filter((path) => /^journal\/\d{16}\.log$/u.test(path));
  const firsts = paths.map((path) => Number.parseInt(path.slice('journal/'.length), 10));
  const ends = paths.map((path, at) => {
    const lines = new TextDecoder('latin1').decode(disk.read(path)).split('\n').length - 1;
    return Math.min((firsts[at] ?? 0) + lines, firsts[at + 1] ?? Infinity);
  });
  const { position, setAside } = readSaved(disk, url) ?? { position: 0, setAside: [] };
  const unread = ends.map((end, at) => Math.max(end - Math.max(firsts[at] ?? 0, position), 0));
  return unread.reduce((sum, count) => sum + count, setAside.length);
}

function readSaved(disk: MemoryDisk, url: string): Saved | undefined {
  const bytes = disk.read('peers.json');
  if (bytes === undefined) return undefined;
  const saved = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, Saved>;
  return saved[url];
}
