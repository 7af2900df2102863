import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDirectory, type ProcessOptions } from '../process/start-process.ts';
import { type HostileNode, startHostileNode } from './hostile-node.ts';

/** The secret for all roles of a node that `startGuardedNode` started. */
export const knownSecret = 'known-to-the-node';
/** The header that authenticates a request with it. */
export const credential = [`Authorization: Bearer ${knownSecret}`];

/** Starts a hostile node where every role needs that one secret. */
export async function startGuardedNode(
  args: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<HostileNode> {
  const directory = await createTestDirectory();
  const file = join(directory.path, 'secret');
  await writeFile(file, `${knownSecret}\n`, { mode: 0o600 });
  const flags = ['write', 'read', 'cluster'].flatMap((role) => [`--${role}-secret-file`, file]);
  const node = await startHostileNode([...flags, ...args], credential, options);
  await directory.remove();
  return node;
}
