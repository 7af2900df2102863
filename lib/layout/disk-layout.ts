import { createDirectorySync } from '../disk/directory-sync.ts';
import type { DiskHealth } from '../disk/health.ts';
import { ifThere } from '../disk/if-there.ts';
import type { FileHandle, FileStat, FileSystem } from '../host/file-system.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import { createDirectoryMover } from './directory-mover.ts';
import {
  createDirectoryTree,
  type DirectoryTree,
  type DirectoryTreeParts,
} from './directory-tree.ts';
import { inDiskDirectories } from './disk-directories.ts';
import { diskPath } from './disk-path.ts';
import { findOnDisk, statFile } from './find-on-disk.ts';
import { setNameTime } from './set-name-time.ts';

export interface DiskLayoutOptions {
  readonly files: FileSystem;
  readonly health: DiskHealth;
  readonly freeSpace: DirectoryTreeParts['freeSpace'];
  /** `defaultMemoryLimits` unless given. */
  readonly memoryLimits?: MemoryLimits | undefined;
}

/** Where stored files lie on a disk, and the directories that hold them. */
export interface DiskLayout {
  readonly files: FileSystem;
  readonly tree: DirectoryTree;
  /** Makes the entries of a directory durable; callers at the same time share a sync. */
  sync(directory: string): Promise<void>;
  /** Moves a directory away that stands at the path of a stored file. */
  makeWay(path: string): Promise<void>;
  /** Opens a stored file wherever it lies; `undefined` when there is none. */
  open(name: StoredName): Promise<FileHandle | undefined>;
  /** Stats a stored file wherever it lies; a directory is none. */
  stat(name: StoredName): Promise<FileStat | undefined>;
  /** Makes the second in a stored name the modification time of the file at its path. */
  setNameTime(name: StoredName): Promise<void>;
  /** Syncs the directories that may hold a file, each once in this process. */
  syncOnce(name: StoredName): Promise<void>;
}

/** The layout of stored files in a directory of a disk. */
export function createDiskLayout(options: DiskLayoutOptions): DiskLayout {
  const { files, health, freeSpace, memoryLimits } = options;
  const directories = createDirectorySync(files, health, memoryLimits);
  const { sync } = directories;
  const tree = createDirectoryTree({ files, sync, freeSpace });
  return {
    files,
    tree,
    sync,
    makeWay: createDirectoryMover({ files, health, sync, tree }),
    open: (name) => findOnDisk(files, name, files.open),
    stat: (name) => statFile(files, name),
    setNameTime: (name) => setNameTime(files, name, diskPath(name)),
    syncOnce: (name) =>
      inDiskDirectories(files, partsOf(name).directory, (directory) =>
        ifThere(directories.syncOnce(directory)),
      ),
  };
}
