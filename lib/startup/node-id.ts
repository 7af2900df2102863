import { isNodeId } from '../access/node-id.ts';
import { readSmallFile } from '../disk/read-small-file.ts';
import { replaceFile } from '../disk/replace-file.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';

const path = 'node-id';
const maxBytes = 100;

/**
 * Reads this node's id from its queue, or gives it one for good: `createId` makes 16 random hex
 * digits. On a full disk the id is for this life only.
 */
export async function readNodeId(files: FileSystem, createId: () => string): Promise<string> {
  const saved = (await readSmallFile(files, path, maxBytes))?.trim() ?? '';
  if (isNodeId(saved)) return saved;
  const id = createId();
  try {
    await writeNodeId(files, id);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
  return id;
}

/** Writes this node's id to its queue, durably. */
export async function writeNodeId(files: FileSystem, id: string): Promise<void> {
  await replaceFile(files, path, `${id}\n`);
}
