import { spawnSync } from 'node:child_process';

/**
 * Makes a directory read-only for everybody who comes to it from now on (EROFS), as the kernel does
 * after a fault of the disk; returns the undo, or `undefined` where that is not allowed. Files that
 * are open for writing stay so.
 */
export function mountReadOnly(directory: string): (() => void) | undefined {
  const undo = (): void => void spawnSync('umount', ['--lazy', directory]);
  if (spawnSync('mount', ['--bind', directory, directory]).status !== 0) return undefined;
  if (spawnSync('mount', ['-o', 'remount,ro,bind', directory]).status === 0) return undo;
  undo();
  return undefined;
}
