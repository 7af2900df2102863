import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { useTestDirectory } from '../process/start-test-node.ts';

/** A file system of its own, in memory; `undefined` where mounting one is not allowed. */
export async function mountSmallDisk(options: string): Promise<string | undefined> {
  const directory = await useTestDirectory();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory]);
  if (status !== 0) return undefined;
  // A process that was just ended may keep it busy for a moment: a lazy unmount does not mind.
  onTestFinished(() => void spawnSync('umount', ['--lazy', directory]));
  return directory;
}

/** Writes a file that takes all free space but the bytes given; returns its path. */
export function fillDisk(directory: string, bytesLeft = 0, name = 'filler'): string {
  const path = join(directory, name);
  const file = openSync(path, 'w');
  const page = Buffer.alloc(4096, 'x');
  let sizeBytes = 0;
  try {
    for (;;) sizeBytes += writeSync(file, page);
  } catch {
    ftruncateSync(file, Math.max(sizeBytes - bytesLeft, 0));
  } finally {
    closeSync(file);
  }
  return path;
}

export function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
