/**
 * A directory on a disk, with the calls that this program needs. Paths are relative to that
 * directory, with `/` between segments, and `''` is the directory itself. No call follows a
 * symbolic link: a path that leads through one, or ends at one, counts as absent. Calls return
 * `undefined` or `false` for what is absent; every other failure rejects with the system's error
 * and its `code`.
 */
export interface FileSystem {
  /**
   * Creates a file that must not exist (`EEXIST`), open for writing at its end. No other user of
   * the machine can read a `private` one.
   */
  create(path: string, access?: 'private'): Promise<FileHandle>;
  /** Opens a regular file for reading; `undefined` if nothing, or anything else, is there. */
  open(path: string): Promise<FileHandle | undefined>;
  /**
   * Opens a regular file for reading, and for writing at its end; `undefined` when there is none.
   */
  append(path: string): Promise<FileHandle | undefined>;
  /** Stats an entry without opening it. Only `''` itself may be a link, which is followed. */
  stat(path: string): Promise<FileStat | undefined>;
  /** The names in a directory, sorted; none when the directory is absent. */
  list(path: string): Promise<readonly string[]>;
  /**
   * The entries of a directory in no order, with their kinds, read as they are taken; none when the
   * directory is absent. What comes or goes meanwhile may be among them or not.
   */
  entries(path: string): AsyncIterable<DirectoryEntry>;
  /**
   * Creates a directory, `''` with all its parents; `false` if it exists, `ENOTDIR` if it is a
   * file. No other user of the machine can enter a `private` one.
   */
  makeDirectory(path: string, access?: 'private'): Promise<boolean>;
  /**
   * Renames a file or a directory. A file replaces a file (`EISDIR` if there is a directory), a
   * directory replaces an empty one (`ENOTEMPTY` if it is not empty, `ENOTDIR` if it is a file).
   */
  rename(from: string, to: string): Promise<void>;
  /** Sets when a file was modified, in Unix milliseconds; a link is not followed. */
  setModified(path: string, modifiedMs: number): Promise<void>;
  /** Removes a file or a link; `false` if there is none. */
  remove(path: string): Promise<boolean>;
  /** Removes an empty directory; `false` if it is absent or not empty. */
  removeDirectory(path: string): Promise<boolean>;
  /**
   * Makes the entries of a directory durable; they survive power loss once this resolves. Rejects
   * with a `NotOpenedError` where the sync was not tried, because the directory can't be opened.
   */
  syncDirectory(path: string): Promise<void>;
  /** Returns how much space the disk has. */
  statfs(): Promise<DiskSpace>;
}

/** What a directory holds under a name. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileStat['kind'];
}

/** The space on a disk. */
export interface DiskSpace {
  /** What this process may still fill, which can be less than what root may. */
  readonly freeBytes: number;
  /** 0 where the file system does not say. */
  readonly totalBytes: number;
  /** How many files and directories can still be created. */
  readonly freeInodes: number;
  /** How many the disk can hold in all; 0 where inodes are allocated on demand. */
  readonly totalInodes: number;
}

/** An open file, for one caller at a time. */
export interface FileHandle {
  /** Sets when the file was modified, in Unix milliseconds; the next write sets it again. */
  setModified(modifiedMs: number): Promise<void>;
  /** Stats the file that was opened, wherever it is by now. */
  stat(): Promise<FileStat>;
  /**
   * Reads up to `length` bytes from `position`; fewer only at the end of the file. They are in
   * `buffer` where one is given, which has place for them: that saves a new one for each call.
   */
  read(
    position: number,
    length: number,
    buffer?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes all bytes behind what was written before. */
  write(bytes: Uint8Array): Promise<void>;
  /** Cuts the file to a size; the next write goes behind that. */
  truncate(sizeBytes: number): Promise<void>;
  /** Makes the content durable. After a failure nothing written through this handle is reliable. */
  sync(): Promise<void>;
  /** Closes the file; a second call does nothing. */
  close(): Promise<void>;
}

/** What `stat` says of a file, a directory or anything else. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly inode: number;
  /** The disk that it is on. */
  readonly device: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** The part of a `FileStat` that changes when a file is written or replaced. */
export type FileVersion = Pick<FileStat, 'inode' | 'sizeBytes' | 'modifiedMs'>;

/** A version of a file as a text, which means nothing by itself. */
export function formatVersion({ inode, sizeBytes, modifiedMs }: FileVersion): string {
  return `${inode}-${sizeBytes}-${modifiedMs}`;
}

/** Whether a file is still the one that was seen before; an absent one is never the same. */
export function isSameVersion(a: FileVersion, b: FileVersion | undefined): boolean {
  return a.inode === b?.inode && a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs;
}
