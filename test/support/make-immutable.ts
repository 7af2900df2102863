import { spawnSync } from 'node:child_process';

/**
 * Makes a directory unwritable even for root; gives the undo, or `undefined` where that is not
 * allowed.
 */
export function makeImmutable(directory: string): (() => void) | undefined {
  if (spawnSync('chattr', ['+i', directory]).status !== 0) return undefined;
  return () => void spawnSync('chattr', ['-i', directory]);
}
