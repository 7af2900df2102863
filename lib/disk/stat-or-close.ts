import type { FileHandle, FileStat } from '../host/file-system.ts';

/** Stats an open file; if that fails, closes it and rejects. */
export function statOrClose(file: FileHandle): Promise<FileStat> {
  return file.stat().catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
}
