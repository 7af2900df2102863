import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { useTestDirectory } from '../process/start-test-node.ts';

/**
 * A small NTFS in an image, mounted for one test with the names that Windows allows; `undefined`
 * where `mkfs.ntfs`, `ntfs-3g` or the right to mount is missing.
 */
export async function mountNtfs(sizeMebibytes: number): Promise<string | undefined> {
  const directory = await useTestDirectory();
  const image = join(await useTestDirectory(), 'image');
  writeFileSync(image, '');
  await truncate(image, sizeMebibytes * 1024 * 1024);
  if (!run('mkfs.ntfs', '-F', '-Q', image)) return undefined;
  if (!run('ntfs-3g', '-o', 'windows_names', image, directory)) return undefined;
  // A process that was just ended may keep it busy for a moment: a lazy unmount does not mind.
  onTestFinished(() => void run('umount', '--lazy', directory));
  return directory;
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}
