import type { MemoryDisk } from './memory-disk.ts';

/** How many operations a node has ever recorded, those of dropped segments too. */
export function countRecords(queueDisk: MemoryDisk): number {
  const last = queueDisk.paths().findLast((path) => /^journal\/\d{16}\.log$/u.test(path)) as string;
  const lines = new TextDecoder().decode(queueDisk.read(last)).split('\n').length - 1;
  return Number.parseInt(last.slice('journal/'.length), 10) - 1 + lines;
}
