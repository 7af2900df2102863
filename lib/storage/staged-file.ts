import type { DiskHealth } from '../disk/node-health.ts';
import { onDisk } from '../disk/on-disk.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { DirectoryTree } from '../layout/directory-tree.ts';
import { diskPath } from '../layout/disk-path.ts';
import { parentPath } from '../names/parent-path.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { StagedBody } from './staging.ts';
import type { StagedFile } from './storage.ts';
import type { StorageIdentity } from './storage-identity.ts';
import type { VerificationCache } from './verification-cache.ts';

/** What a staged file shares with the storage that made it. */
export interface StagedFileParts {
  readonly files: FileSystem;
  readonly sync: (directory: string) => Promise<void>;
  readonly tree: DirectoryTree;
  /** Moves a directory away that stands at the path of a stored file. */
  readonly makeWay: (path: string) => Promise<void>;
  readonly verified: VerificationCache;
  readonly health: DiskHealth;
  readonly identity: Pick<StorageIdentity, 'confirm'>;
}

/** Where a staged file goes. */
interface Place {
  readonly name: StoredName;
  readonly path: string;
  readonly directory: string;
}

/** Wraps a received body as a file that waits for its name. */
export function createStagedFile(parts: StagedFileParts, body: StagedBody): StagedFile {
  const { files, sync, tree, makeWay, verified, health, identity } = parts;
  let place: Place | undefined;
  let committed = false;

  async function move(to: Place): Promise<void> {
    const rename = (): Promise<void> => onDisk(health, files.rename(body.path, to.path));
    try {
      await rename();
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'EISDIR' && code !== 'ENOENT') throw error;
      if (code === 'EISDIR') await onDisk(health, makeWay(to.path));
      else await reenter(to.directory);
      await rename();
    }
  }

  /** Makes a directory again that vanished although this upload is in it. */
  async function reenter(directory: string): Promise<void> {
    tree.invalidateAll();
    await tree.ensure(directory);
    tree.release(directory);
  }

  return {
    sha1: body.sha1,
    sizeBytes: body.sizeBytes,
    async prepare(name, signal) {
      if (place !== undefined) throw new Error('A staged file was prepared twice.');
      const path = diskPath(name);
      const directory = parentPath(path);
      await tree.ensure(directory, signal);
      place = { name, path, directory };
    },
    async commit(replaced) {
      if (place === undefined)
        throw new Error('A staged file was committed before it was prepared.');
      const status = await body.durable;
      // Here, because the look at the file is made anyway; a record without a file is dropped.
      await identity.confirm(status.device);
      await move(place);
      try {
        await sync(place.directory);
      } catch (error) {
        if (replaced === 'absent') await files.remove(place.path);
        throw error;
      }
      committed = true;
      health.noteSuccess();
      verified.markVerified(place.name, status, true);
    },
    async dispose() {
      const left = place;
      place = undefined;
      if (left !== undefined) tree.release(left.directory);
      if (committed) return;
      await files.remove(body.path);
      if (left !== undefined) await tree.prune(left.directory);
    },
  };
}
