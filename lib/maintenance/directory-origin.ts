import type { FileStat, FileSystem } from '../host/file-system.ts';
import { walkStoredFiles } from '../layout/walk-stored-files.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { CopyEntry, CopyOrigin } from './copy-files.ts';
import {
  orUnreadable,
  readSourceFile,
  type SourceReading,
  UnreadableSourceError,
} from './source-file.ts';

/** The files in the storage directory of a node, or in a copy of one; a node may use it. */
export function createDirectoryOrigin(
  files: Pick<FileSystem, 'entries' | 'open' | 'stat'>,
  deletions: CopyOrigin['deletions'],
  reading: SourceReading,
): CopyOrigin {
  async function* list(): AsyncGenerator<CopyEntry> {
    for await (const entry of walkStoredFiles(files)) {
      if (entry.kind === 'stored') yield await toEntry(entry.path, entry.name);
      else yield entry;
    }
  }

  async function toEntry(path: string, name: StoredName): Promise<CopyEntry> {
    try {
      const status = await orUnreadable(files.stat(path));
      return status === undefined ? { kind: 'gone', path, name } : toSource(path, name, status);
    } catch (error) {
      if (!(error instanceof UnreadableSourceError)) throw error;
      return { kind: 'unreadable', path, error };
    }
  }

  function toSource(path: string, name: StoredName, { sizeBytes }: FileStat): CopyEntry {
    /** Only the first reading counts: a file may be hashed, and then read again to be sent. */
    let { onRead } = reading;
    const read = (): AsyncIterable<Uint8Array> => {
      const content = readSourceFile(files, path, { ...reading, onRead });
      onRead = () => undefined;
      return content;
    };
    return { path, source: { name, sizeBytes, read } };
  }

  return { deletions, files: list };
}
