// Lays files under names as the server stores them, for it to find when it starts.
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The time in the names: any that is past. */
const stampSeconds = 1_700_000_000;
const blockBytes = 1024 * 1024;

/**
 * Writes files of content of their own, `files / 100` in each of a hundred directories below
 * `<directory>/<prefix>`, and returns their paths as they are asked for.
 */
export function layFiles(directory, prefix, files, sizeBytes) {
  const content = randomBytes(sizeBytes);
  for (let part = 0; part < 100; part += 1) {
    mkdirSync(join(directory, prefix, `d${part}`), { recursive: true });
  }
  return Array.from({ length: files }, (_none, index) => {
    content.writeUInt32BE(index);
    const sha1 = createHash('sha1').update(content).digest('hex');
    const path = `/${prefix}/d${index % 100}/f${index}_${stampSeconds}_${sha1}.bin`;
    writeFileSync(join(directory, path), content);
    return path;
  });
}

/**
 * Writes one large file (a multiple of 1 MiB) under many names, and returns their paths. A node
 * trusts a copy by its name, so each name is verified at its first reading.
 */
export function layLargeFile(directory, names, sizeBytes) {
  mkdirSync(directory, { recursive: true });
  const first = join(directory, 'large-file');
  const descriptor = openSync(first, 'w');
  const block = randomBytes(blockBytes);
  const hash = createHash('sha1');
  for (let written = 0; written < sizeBytes; written += blockBytes) {
    block.writeUInt32BE(written / blockBytes);
    hash.update(block);
    writeSync(descriptor, block);
  }
  closeSync(descriptor);
  const sha1 = hash.digest('hex');
  return Array.from({ length: names }, (_none, index) => {
    const path = `/large_${stampSeconds + index}_${sha1}.bin`;
    linkSync(first, join(directory, path));
    return path;
  });
}
