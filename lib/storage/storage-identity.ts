import { isNodeId } from '../access/node-id.ts';
import { replaceAppendFile } from '../disk/append-file.ts';
import type { NodeHealth } from '../disk/node-health.ts';
import { StorageMissingError } from '../errors/domain-errors.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileStat, FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { workingDirectory } from '../names/request-name.ts';

/** In the storage directory: which storage this is. */
const idPath = `${workingDirectory}/id`;
/** In the queue directory: which storage its records speak of. */
const rememberedPath = 'storage-id';
/** What the queue remembers of a storage directory that took no id. */
const unsaved = 'none';

const reason =
  "The storage directory is not the one that this node's queue remembers: is its disk mounted?";

/** The storage directory is not the one that the queue remembers, so the node must not start. */
export class StorageIdentityError extends Error {
  constructor() {
    super('it is not the directory that --queue remembers: is its disk mounted?');
    this.name = 'StorageIdentityError';
  }
}

/**
 * Tells the storage directory that the queue's records speak of from an empty mount point, or from
 * another directory, at the same path. Its id stands in a file in it, and in one of the queue.
 */
export interface StorageIdentity {
  /** Compares the two at the start; throws a `StorageIdentityError` where they differ. */
  open(): Promise<void>;
  /**
   * Whether a file that is not found is really gone. While another directory stands in the place of
   * the remembered one, the node takes no writes, and `Health` says why.
   */
  isInPlace(): Promise<boolean>;
  /**
   * Throws a `StorageMissingError` unless the directory that is about to be made again was removed
   * for good, and not unmounted or moved away.
   */
  beforeRemake(): Promise<void>;
  /** Gives the directory that was made again an identity. */
  afterRemake(): Promise<void>;
  /** Writes the id into a queue directory that was made again. */
  rememberAgain(): Promise<void>;
  /**
   * Throws a `StorageMissingError` for a file that was written to another disk than that of the
   * directory.
   */
  confirm(device: number): Promise<void>;
}

export interface StorageIdentityOptions {
  readonly storage: FileSystem;
  readonly queue: FileSystem;
  readonly health: NodeHealth;
  readonly log: Log;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  /** Whether the operator said that another storage is meant (`--new-storage`). */
  readonly acceptNew: boolean;
  /** Whether the queue knows of a file that should be here. */
  readonly expectsFiles: () => Promise<boolean>;
  /** Whether an operation is pending for a peer. */
  readonly hasPending: () => boolean;
  /** Whether the directory that the node has locked was removed, and was not only moved away. */
  readonly wasRemoved: () => Promise<boolean>;
}

export function createStorageIdentity(options: StorageIdentityOptions): StorageIdentity {
  const { storage, queue, health, log, createId } = options;
  /** What the queue's file says. */
  let saved: string | undefined;
  /** The id that the directory has; `undefined` where it took none. */
  let remembered: string | undefined;
  /** The directory as it was found. */
  let root: FileStat | undefined;
  /** Whether files that are pending for a peer went with a directory that was removed. */
  let hasLostFiles = false;

  async function open(): Promise<void> {
    saved = await readId(queue, rememberedPath);
    const found = await readId(storage, idPath);
    if (!options.acceptNew && (await isAnother(found))) throw new StorageIdentityError();
    await storage.makeDirectory('');
    await storage.makeDirectory(workingDirectory, 'private');
    await adopt(found, found ?? createId());
  }

  async function isAnother(found: string | undefined): Promise<boolean> {
    if (saved === unsaved) return false;
    if (saved !== undefined) return found !== saved;
    if (found !== undefined) return false;
    // Before there were ids: an empty directory is suspicious where files should be.
    const isEmpty = (await storage.list('')).every((name) => name === workingDirectory);
    return isEmpty && (await options.expectsFiles());
  }

  /**
   * First the storage: a crash in between leaves an id that the next start adopts. Where it takes
   * none the queue remembers that, or the next start would miss files of uploads that a crash cut.
   */
  async function adopt(found: string | undefined, id: string): Promise<void> {
    root = await storage.stat('');
    const isThere = found === id || (await save(storage, idPath, id));
    remembered = isThere ? id : undefined;
    const next = remembered ?? unsaved;
    if (saved === next) return;
    // It may only be visible: the last run of the node may have been killed before its syncs.
    for (const directory of [workingDirectory, '']) await storage.syncDirectory(directory);
    if (await save(queue, rememberedPath, next)) saved = next;
  }

  /** A disk that is full, or takes no writes, stops no start: the next one tries again. */
  async function save(files: FileSystem, path: string, id: string): Promise<boolean> {
    try {
      const text = new TextEncoder().encode(`${id}\n`);
      await (await replaceAppendFile(files, path, [text], 'private')).close();
      return true;
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      log.warn('the identity of the storage directory could not be saved', { error });
      return false;
    }
  }

  async function state(): Promise<'remembered' | 'removed' | 'another'> {
    const now = await findState();
    health.noteStorage(now === 'another' ? reason : undefined);
    return now;
  }

  async function findState(): ReturnType<typeof state> {
    const now = await storage.stat('');
    if (now?.inode === root?.inode && now?.device === root?.device) return 'remembered';
    const hasId = now !== undefined && remembered !== undefined;
    if (hasId && (await readId(storage, idPath)) === remembered) {
      root = now;
      return 'remembered';
    }
    return (await options.wasRemoved()) ? 'removed' : 'another';
  }

  async function refuseAnother(): Promise<void> {
    if ((await state()) === 'another') throw new StorageMissingError(reason);
  }

  return {
    open,
    isInPlace: async () => (await state()) === 'remembered' && !hasLostFiles,
    beforeRemake: refuseAnother,
    async afterRemake() {
      // Only the working directory was removed: the files are still there.
      const isRemoved = (await state()) !== 'remembered';
      if (isRemoved)
        log.error('the storage directory was removed; it is made again without its files');
      hasLostFiles ||= isRemoved && options.hasPending();
      // What is pending must not be skipped because its file is gone: the next start is refused.
      if (hasLostFiles) root = await storage.stat('');
      else await adopt(undefined, remembered ?? createId());
    },
    async rememberAgain() {
      if (remembered !== undefined) await save(queue, rememberedPath, remembered);
    },
    async confirm(device) {
      if (device !== root?.device) await refuseAnother();
    },
  };
}

async function readId(files: FileSystem, path: string): Promise<string | undefined> {
  const file = await files.open(path);
  if (file === undefined) return undefined;
  try {
    const id = new TextDecoder().decode(await file.read(0, 100)).trim();
    return isNodeId(id) || id === unsaved ? id : undefined;
  } finally {
    await file.close();
  }
}
