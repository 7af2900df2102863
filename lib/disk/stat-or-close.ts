import type { FileHandle, FileStat } from '../host/file-system.ts';

/** Stats an open file; if that fails, closes it and rejects. */
export async function statOrClose(file: FileHandle): Promise<FileStat> {
  try {
    return await file.stat();
  } catch (error) {
    await file.close();
    throw error;
  }
}
