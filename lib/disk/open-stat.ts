import type { FileStatus, OpenFile } from '../host/file-system.ts';

/** What an open file is like; it is closed when that can't be told. */
export async function statusOf(file: OpenFile): Promise<FileStatus> {
  try {
    return await file.status();
  } catch (error) {
    await file.close();
    throw error;
  }
}
