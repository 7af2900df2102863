import type { FileSystem } from '../host/file-system.ts';

/**
 * Reads a file as UTF-8 text, at most its first `maxBytes`; `undefined` if there is none. Bytes
 * that are not UTF-8 become U+FFFD.
 */
export async function readSmallFile(
  files: FileSystem,
  path: string,
  maxBytes: number,
): Promise<string | undefined> {
  const file = await files.open(path);
  if (file === undefined) return undefined;
  try {
    const { sizeBytes } = await file.stat();
    return new TextDecoder().decode(await file.read(0, Math.min(sizeBytes, maxBytes)));
  } finally {
    await file.close();
  }
}
