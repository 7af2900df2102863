import { isNodeId } from '../access/node-id.ts';
import { done } from '../concurrency/done.ts';
import type { NodeHealth } from '../disk/health.ts';
import { readSmallFile } from '../disk/read-small-file.ts';
import { replaceFile } from '../disk/replace-file.ts';
import { StorageMissingError } from '../errors/domain-errors.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileStat, FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { workingDirectory } from '../names/request-name.ts';

/*
 * Tells the storage directory that the queue's records are about from another directory at the same
 * path, such as an empty mount point. There every file is missing, and what is pending for the
 * peers would be skipped (I1).
 *
 * The storage has an id: 16 hex digits in a file in it, and again in a file of the queue. `open`
 * compares the two. While the node runs, another inode or device of the directory is noticed, and
 * then: the id is the same -> it is the same storage; the locked directory was removed -> it may be
 * made again; else -> it was unmounted or moved away, and the node takes no writes.
 *
 * Invariant: the queue holds an id only after it is durable in the storage. A crash in between
 * leaves an id in the storage alone, which the next start records in the queue.
 */

/** In the storage directory: its id. */
export const storageIdPath = `${workingDirectory}/id`;
const maxIdBytes = 100;
/** In the queue directory: the id of the storage that its records are about. */
const recordedPath = 'storage-id';
/** Stands in the queue for a storage directory in which no id could be saved. */
const noId = 'none';

const reason =
  "The storage directory is not the one that this node's queue remembers: is its disk mounted?";

/** The storage directory is not the one that the queue remembers, so the node must not start. */
export class StorageIdentityError extends Error {
  constructor() {
    super('it is not the directory that --queue remembers: is its disk mounted?');
    this.name = 'StorageIdentityError';
  }
}

/** Whether the storage directory is the one that the queue's records are about. */
export interface StorageIdentity {
  /**
   * Compares the ids at the start, and gives a new storage one; throws a `StorageIdentityError`
   * where they differ.
   */
  open(): Promise<void>;
  /**
   * Whether a file that is not found does not exist. While another directory stands in the place of
   * the storage, the node takes no writes, and `Health` says why.
   */
  isInPlace(): Promise<boolean>;
  /**
   * Throws a `StorageMissingError` unless the directory that is about to be made again was removed,
   * and was not unmounted or moved away.
   */
  beforeRemake(): Promise<void>;
  /** Gives the directory that was made again an id. */
  afterRemake(): Promise<void>;
  /** Writes the id into a queue directory that was made again. */
  rememberAgain(): Promise<void>;
  /** Throws a `StorageMissingError` for a file that was written to another disk. */
  confirm(device: number): Promise<void>;
}

export interface StorageIdentityOptions {
  readonly storage: FileSystem;
  /** Without it any storage is the right one. */
  readonly queue?: FileSystem | undefined;
  readonly health: NodeHealth;
  readonly log: Log;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  /** Whether the operator wants to use another storage (`--new-storage`). */
  readonly acceptNew: boolean;
  /** Whether the queue records a file that should be here. */
  readonly expectsFiles: () => Promise<boolean>;
  /** Whether an operation is pending for a peer. */
  readonly hasPending: () => boolean;
  /** Whether the directory that the node has locked was removed, and was not only moved away. */
  readonly wasRemoved: () => Promise<boolean>;
}

/** Whether the directory at the storage's path is the storage, as of now. */
type State = 'same' | 'removed' | 'other';

/** The identity of the storage directory of a node. */
export function createStorageIdentity(options: StorageIdentityOptions): StorageIdentity {
  const { storage, queue, health, log, createId } = options;
  /** What the queue records. */
  let recorded: string | undefined;
  /** The id of the storage; `undefined` where none could be saved. */
  let id: string | undefined;
  /** The storage directory as it was seen last. */
  let root: FileStat | undefined;
  /** Whether the directory was removed with files in it that are pending for a peer. */
  let hasLostFiles = false;

  async function open(): Promise<void> {
    recorded = queue && (await readId(queue, recordedPath));
    // Seen before its id is read: another one may be mounted there in between.
    root = await storage.stat('');
    const found = await readId(storage, storageIdPath);
    if (!options.acceptNew && (await isOther(found))) throw new StorageIdentityError();
    await storage.makeDirectory('');
    await storage.makeDirectory(workingDirectory, 'private');
    root ??= await storage.stat('');
    await identify(found, found ?? createId());
  }

  async function isOther(found: string | undefined): Promise<boolean> {
    if (recorded === noId) return false;
    if (recorded !== undefined) return found !== recorded;
    if (found !== undefined) return false;
    // From a version that knew no ids. Files should be there, and an empty directory has none.
    const isEmpty = (await storage.list('')).every((name) => name === workingDirectory);
    return isEmpty && (await options.expectsFiles());
  }

  /**
   * Saves an id in the storage, and then in the queue. Where the storage can't save it the queue
   * records that, because the next start must not take the storage for another one.
   */
  async function identify(found: string | undefined, wanted: string): Promise<void> {
    const isSaved = found === wanted || (await save(storage, storageIdPath, wanted));
    id = isSaved ? wanted : undefined;
    const next = id ?? noId;
    if (recorded === next) return;
    // An id that was found may not be durable: the last run may have been killed before its syncs.
    for (const directory of [workingDirectory, '']) await storage.syncDirectory(directory);
    if (await save(queue, recordedPath, next)) recorded = next;
  }

  /** A disk that is full or read-only does not prevent a start; the next one tries again. */
  async function save(files: FileSystem | undefined, path: string, text: string): Promise<boolean> {
    if (files === undefined) return false;
    try {
      await replaceFile(files, path, `${text}\n`, 'private');
      return true;
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      log.warn('the identity of the storage directory could not be saved', { error });
      return false;
    }
  }

  async function check(): Promise<State> {
    const state = await findState();
    health.noteStorage(state === 'other' ? reason : undefined);
    return state;
  }

  async function findState(): Promise<State> {
    const now = await storage.stat('');
    if (now?.inode === root?.inode && now?.device === root?.device) return 'same';
    const hasId = now !== undefined && id !== undefined;
    if (hasId && (await readId(storage, storageIdPath)) === id) {
      root = now;
      return 'same';
    }
    return (await options.wasRemoved()) ? 'removed' : 'other';
  }

  async function rejectOther(): Promise<void> {
    if ((await check()) === 'other') throw new StorageMissingError(reason);
  }

  return {
    open,
    isInPlace: async () => (await check()) === 'same' && !hasLostFiles,
    beforeRemake: rejectOther,
    async afterRemake() {
      // The files are still there where only the working directory was removed.
      const isRemoved = (await check()) !== 'same';
      if (isRemoved)
        log.error('the storage directory was removed; it is made again without its files');
      hasLostFiles ||= isRemoved && options.hasPending();
      // Without an id the next start is refused: what is pending is not skipped for a missing file.
      root = await storage.stat('');
      if (!hasLostFiles) await identify(undefined, id ?? createId());
    },
    async rememberAgain() {
      if (id !== undefined) await save(queue, recordedPath, id);
    },
    confirm: (device) => (device === root?.device ? done : rejectOther()),
  };
}

/** The id in a file, or `none`; `undefined` where the file is absent or holds neither. */
async function readId(files: FileSystem, path: string): Promise<string | undefined> {
  const text = (await readSmallFile(files, path, maxIdBytes))?.trim();
  return text !== undefined && (isNodeId(text) || text === noId) ? text : undefined;
}
