import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { useTestDirectory } from '../process/start-test-node.ts';

/** A small ext4 file system in an image, mounted for one test. */
export interface Ext4Disk {
  readonly directory: string;
  /**
   * What a fault of the device does to it: from here on it is read-only, whoever has files open for
   * writing, and what was not synced never reaches it.
   */
  breakOff(): void;
  /** Mounts it again, with what is on the device. Nobody may use it at the time. */
  mountAgain(): void;
}

/** `undefined` where a loop device, `mkfs.ext4` or the right to mount is missing. */
export async function mountExt4(sizeMebibytes: number): Promise<Ext4Disk | undefined> {
  const directory = await useTestDirectory();
  const image = join(await useTestDirectory(), 'image');
  writeFileSync(image, '');
  await truncate(image, sizeMebibytes * 1024 * 1024);
  // No blocks that only root may fill: tests often run as root.
  if (!run('mkfs.ext4', '-q', '-m', '0', image)) return undefined;
  if (!run('mount', '-o', 'loop', image, directory)) return undefined;
  // A process that was just ended may keep it busy for a moment: a lazy unmount does not mind.
  onTestFinished(() => void run('umount', '--lazy', directory));
  return {
    directory,
    breakOff: () => must('mount', '-o', 'remount,abort', directory),
    mountAgain() {
      must('umount', directory);
      must('mount', '-o', 'loop', image, directory);
    },
  };
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function must(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
