import type { DiskHealth } from '../disk/health.ts';
import { type FileHandle, type FileStat, formatVersion } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import type { Log } from '../host/log.ts';
import type { DiskLayout } from '../layout/disk-layout.ts';
import { diskPath } from '../layout/disk-path.ts';
import { respellFile } from '../layout/respell-file.ts';
import { parentPath } from '../names/parent-path.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import { readIntoHasher } from './read-content.ts';
import type { CopyState, Storage } from './storage.ts';
import type { VerificationCache } from './verification-cache.ts';

export interface FoundCopiesParts {
  readonly layout: DiskLayout;
  readonly verified: VerificationCache;
  readonly noteIntact: (name: StoredName, replacing: 'absent') => Promise<void>;
  readonly createSha1: CreateSha1;
  readonly health: DiskHealth;
  readonly log: Log;
}

/**
 * Judges the copies on a disk, and adopts those that this process did not write: they may be from
 * before the last restart, or put there by hand, so neither their bytes nor their directories are
 * known to be durable.
 */
export function createFoundCopies(
  parts: FoundCopiesParts,
): Pick<Storage, 'version' | 'sizeOf' | 'stateOf' | 'adopt'> {
  const { layout, verified, noteIntact, createSha1, health, log } = parts;
  /** Files whose sync failed, by inode: another sync of them would succeed and mean nothing. */
  const unsyncable = new Set<number>();

  function statRegular(name: StoredName): Promise<FileStat | undefined> {
    return layout.stat(name).then((found) => (found?.kind === 'file' ? found : undefined));
  }

  async function stateOf(name: StoredName): Promise<CopyState> {
    const found = await layout.stat(name);
    if (found === undefined) return 'absent';
    if (verified.isCommitted(name, found)) return 'committed';
    const file = await layout.open(name);
    if (file === undefined) return 'absent';
    try {
      const status = await file.stat();
      const isIntact = (await hashOf(file, status)) === partsOf(name).sha1;
      if (isIntact && !unsyncable.has(status.inode)) return 'intact';
      if (isIntact) log.warn('a file that could not be synced is replaced by an upload', { name });
      return 'corrupt';
    } finally {
      await file.close();
    }
  }

  async function hashOf(file: FileHandle, { sizeBytes }: FileStat): Promise<string> {
    const hasher = createSha1();
    await readIntoHasher(file, sizeBytes, hasher);
    return hasher.digest();
  }

  async function adopt(name: StoredName): Promise<void> {
    const file = await layout.open(name);
    if (file === undefined) throw new Error('A stored file vanished while it was adopted.');
    try {
      const status = await file.stat();
      await place(name);
      await layout.setNameTime(name);
      await syncFile(file, status);
      await layout.sync(parentPath(diskPath(name)));
      verified.markVerified(name, status, { committed: true });
    } finally {
      await file.close();
    }
    await noteIntact(name, 'absent');
  }

  /** Makes the file's directory durable, and moves the file there from an old spelling of it. */
  async function place(name: StoredName): Promise<void> {
    const directory = parentPath(diskPath(name));
    await layout.tree.ensure(directory);
    try {
      await respellFile(layout, name);
    } finally {
      layout.tree.release(directory);
    }
  }

  async function syncFile(file: FileHandle, { inode }: FileStat): Promise<void> {
    try {
      await file.sync();
    } catch (error) {
      unsyncable.add(inode);
      health.noteFault(error);
      throw error;
    }
  }

  return {
    version: (name) => statRegular(name).then((found) => found && formatVersion(found)),
    sizeOf: (name) => statRegular(name).then((found) => found?.sizeBytes),
    stateOf,
    adopt,
  };
}
