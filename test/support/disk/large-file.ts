import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a file of `sizeBytes` into a storage directory, larger than what sockets buffer; returns
 * name and content.
 */
export async function addLargeFile(
  storage: string,
  stem: string,
  sizeBytes: number,
): Promise<{ name: string; path: string; content: Buffer }> {
  const content = Buffer.alloc(sizeBytes, `${stem} is what it is. `);
  const sha1 = createHash('sha1').update(content).digest('hex');
  const name = `${stem}_1700000000_${sha1}`;
  const path = join(storage, name);
  await writeFile(path, content);
  return { name, path, content };
}
