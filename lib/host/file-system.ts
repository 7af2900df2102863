/**
 * A directory on a disk, as little of it as this program needs. Paths are relative to that
 * directory, with `/` between segments, and `''` is the directory itself. No call follows a
 * symbolic link: a path that leads through one, or ends at one, is absent. Where absence is an
 * answer it is `undefined` or `false`; every other failure rejects with the system's error and its
 * `code`.
 */
export interface FileSystem {
  /**
   * Creates a file that must not be there yet (`EEXIST`), open for writing at its end. A `private`
   * one no other user of the machine can read.
   */
  create(path: string, access?: 'private'): Promise<FileHandle>;
  /** Opens a regular file for reading; `undefined` when there is none, whatever else is there. */
  open(path: string): Promise<FileHandle | undefined>;
  /**
   * Opens a regular file for reading, and for writing at its end; `undefined` when there is none.
   */
  append(path: string): Promise<FileHandle | undefined>;
  /** Looks at an entry without opening it; for `''` at the directory that a link there leads to. */
  stat(path: string): Promise<FileStat | undefined>;
  /** The names in a directory, sorted; none when the directory is absent. */
  list(path: string): Promise<readonly string[]>;
  /**
   * Creates a directory, `''` with all its parents; `false` when it was there, `ENOTDIR` when a
   * file is. A `private` one lets no other user of the machine in.
   */
  makeDirectory(path: string, access?: 'private'): Promise<boolean>;
  /**
   * Moves a file, over another one if need be (`EISDIR` where a directory stands), or a directory
   * with all that is in it, over an empty one if need be (`ENOTEMPTY` where it is not empty,
   * `ENOTDIR` where no directory is).
   */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a link; `false` when nothing was there. */
  remove(path: string): Promise<boolean>;
  /** Removes an empty directory; `false` when it is absent or not empty. */
  removeDirectory(path: string): Promise<boolean>;
  /** Makes the entries of a directory durable; they survive power loss once this resolves. */
  syncDirectory(path: string): Promise<void>;
  /** Looks how much room there is. */
  statfs(): Promise<DiskSpace>;
}

/** The room on a disk. */
export interface DiskSpace {
  /** What this process may still fill, which can be less than what is free for the system. */
  readonly freeBytes: number;
  /** 0 where the file system does not say. */
  readonly totalBytes: number;
  /** How many files and directories can still be made. */
  readonly freeInodes: number;
  /** How many the disk can hold in all; 0 where it makes inodes as it needs them. */
  readonly totalInodes: number;
}

/** A file held open, for one caller at a time. */
export interface FileHandle {
  stat(): Promise<FileStat>;
  /** Reads up to `length` bytes from `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes all bytes at the end of what was written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Cuts the file; what is written next comes after `sizeBytes`. */
  truncate(sizeBytes: number): Promise<void>;
  /**
   * Makes the content durable. After a failure nothing written through this file can be trusted.
   */
  sync(): Promise<void>;
  /** Lets the file go; once it is closed, closing it again does nothing. */
  close(): Promise<void>;
}

/** What tells one version of a file from another. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly inode: number;
  /** The disk that it lies on. */
  readonly device: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}
