import type { FileSystem } from '../host/file-system.ts';
import { replaceAppendFile } from './append-file.ts';

/**
 * Writes a text to a file, durably and atomically: after a crash the file has the old content or
 * the new. No other user of the machine can read a `private` one.
 */
export async function replaceFile(
  files: FileSystem,
  path: string,
  text: string,
  access?: 'private',
): Promise<void> {
  const file = await replaceAppendFile(files, path, [new TextEncoder().encode(text)], access);
  await file.close();
}
