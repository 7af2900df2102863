import type { FileHandle, FileStat } from '../host/file-system.ts';

/** What an open file is like; it is closed when that can't be told. */
export async function statOrClose(file: FileHandle): Promise<FileStat> {
  try {
    return await file.stat();
  } catch (error) {
    await file.close();
    throw error;
  }
}
