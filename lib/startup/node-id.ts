import { isNodeId } from '../access/node-id.ts';
import { replaceAppendFile } from '../disk/append-file.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';

const path = 'node-id';

/**
 * Reads this node's id from its queue, or gives it one for good: `createId` makes 16 random hex
 * digits. On a full disk the id is for this life only.
 */
export async function readNodeId(files: FileSystem, createId: () => string): Promise<string> {
  const saved = (await readText(files)).trim();
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
  const file = await replaceAppendFile(files, path, [new TextEncoder().encode(`${id}\n`)]);
  await file.close();
}

async function readText(files: FileSystem): Promise<string> {
  const file = await files.open(path);
  if (file === undefined) return '';
  try {
    return new TextDecoder().decode(await file.read(0, 100));
  } finally {
    await file.close();
  }
}
