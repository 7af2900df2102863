import { spawnSync } from 'node:child_process';

/**
 * Makes a directory unwritable even for root, with all that is in it if requested; returns the
 * undo, or `undefined` where that is not allowed.
 */
export function makeImmutable(
  directory: string,
  depth: 'itself' | 'recursively' = 'itself',
): (() => void) | undefined {
  const how = depth === 'recursively' ? ['-R'] : [];
  const undo = (): void => void spawnSync('chattr', [...how, '-i', directory]);
  if (spawnSync('chattr', [...how, '+i', directory]).status === 0) return undo;
  undo();
  return undefined;
}
