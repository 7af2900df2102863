// Writes the log of a node that has deleted very many files, as the Python version wrote it.
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const sha1 = '0'.repeat(40);
const deep = `${`${'x'.repeat(190)}/`.repeat(4)}${'x'.repeat(150)}`;

/** Names of files, by number: the shortest, such as cameras give, and the longest. */
export const nameKinds = {
  short: (index) => `${index.toString(36)}_1_${sha1}`,
  ordinary: (index) => `2026/11/photo-${index}_1795358534_${sha1}.jpg`,
  long: (index) => `${deep}-${index}_1795358534_${sha1}`,
  wide: (index) => `${deep}€${index}_1795358534_${sha1}`,
};

/** Writes `deletion.log` to a queue directory, and returns its size in bytes. */
export function layTombstones(queue, count, kind) {
  const path = join(queue, 'deletion.log');
  const file = openSync(path, 'w');
  for (let from = 0; from < count; from += 10_000) {
    const length = Math.min(10_000, count - from);
    const names = Array.from({ length }, (_none, index) => nameKinds[kind](from + index));
    writeSync(file, names.map((name) => `${name}\n`).join(''));
  }
  closeSync(file);
  return statSync(path).size;
}
