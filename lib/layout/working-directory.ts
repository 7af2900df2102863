import { createMutex } from '../concurrency/mutex.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileHandle, FileSystem } from '../host/file-system.ts';
import { workingDirectory } from '../names/request-name.ts';

/** Where bodies are written that have no name yet. Emptied at every start. */
export const stagingDirectory = `${workingDirectory}/staging`;

/** Where the parts of broken transfers are kept, over restarts too. */
export const partialDirectory = `${workingDirectory}/partial`;

/** Where unfinished uploads of clients are kept, over restarts too. */
export const uploadDirectory = `${workingDirectory}/uploads`;

/** Where corrupt copies are kept, at the paths that they had below the storage directory. */
export const quarantineDirectory = `${workingDirectory}/damaged`;

/** The directories below the storage directory that hold no stored files. */
export interface WorkingDirectory {
  /** Makes the directories that are missing. */
  make(): Promise<void>;
  /**
   * Creates a file in one of them. Where they have vanished with the storage directory they are
   * made again, once for all callers, and the storage directory gets one identity.
   */
  create(path: string): Promise<FileHandle>;
  /** Makes durable which partial transfers there are. */
  syncPartials(): Promise<void>;
  /** Makes durable which unfinished uploads there are. */
  syncUploads(): Promise<void>;
}

export interface WorkingDirectoryOptions {
  readonly files: FileSystem;
  readonly identity: {
    /** Rejects unless a storage directory that has vanished may be made again. */
    beforeRemake(): Promise<void>;
    afterRemake(): Promise<void>;
  };
  /** Called when the directory had vanished and was made again. */
  readonly onVanished: () => Promise<void>;
}

/** The working directory of a storage. */
export function createWorkingDirectory(options: WorkingDirectoryOptions): WorkingDirectory {
  const { files, identity, onVanished } = options;
  const inTurn = createMutex();

  async function make(): Promise<void> {
    await files.makeDirectory('');
    await files.makeDirectory(workingDirectory, 'private');
    await files.makeDirectory(stagingDirectory, 'private');
    await files.makeDirectory(partialDirectory, 'private');
    await files.makeDirectory(uploadDirectory, 'private');
  }

  /** The directories that lead to it may be as new as the file. */
  async function syncUpFrom(path: string): Promise<void> {
    for (const each of [path, workingDirectory, '']) await files.syncDirectory(each);
  }

  /** `undefined` where the directory has vanished. */
  function createIn(path: string): Promise<FileHandle | undefined> {
    return files.create(path).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
      return undefined;
    });
  }

  /** By the time it is a caller's turn, another one may have made the directory again. */
  async function remakeAndCreate(path: string): Promise<FileHandle> {
    const file = await createIn(path);
    if (file !== undefined) return file;
    await identity.beforeRemake();
    await make();
    await identity.afterRemake();
    await onVanished();
    return await files.create(path);
  }

  return {
    make,
    create: (path) => createIn(path).then((file) => file ?? inTurn(() => remakeAndCreate(path))),
    syncPartials: () => syncUpFrom(partialDirectory),
    syncUploads: () => syncUpFrom(uploadDirectory),
  };
}
