import type { FileSystem } from '../../../lib/host/file-system.ts';

/** The UTF-8 bytes of a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The text of UTF-8 bytes. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Creates a file through the port, without a sync. */
export async function writeSmallFile(
  files: FileSystem,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const file = await files.create(path);
  await file.write(typeof content === 'string' ? bytesOf(content) : content);
  await file.close();
}

/** Reads a file through the port as text; `undefined` when there is none. */
export async function readSmallFile(files: FileSystem, path: string): Promise<string | undefined> {
  const file = await files.open(path);
  if (file === undefined) return undefined;
  const { sizeBytes } = await file.stat();
  const bytes = await file.read(0, sizeBytes);
  await file.close();
  return textOf(bytes);
}
