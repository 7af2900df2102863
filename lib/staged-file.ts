import type { StagedFile } from './context.ts';
import type { DirectoryTree } from './directory-tree.ts';
import { errorCode } from './error-code.ts';
import type { FileSystem } from './file-system.ts';
import { nameIsDirectory } from './name-is-directory.ts';
import type { DiskHealth } from './node-health.ts';
import { onDisk } from './on-disk.ts';
import type { StagedBody } from './staging.ts';
import { partsOf, type StoredNameParts } from './stored-name.ts';
import type { VerifiedCopies } from './verified-copies.ts';

/** What a staged file shares with the storage that made it. */
export interface StagedFileParts {
  readonly files: FileSystem;
  readonly sync: (directory: string) => Promise<void>;
  readonly tree: DirectoryTree;
  readonly verified: VerifiedCopies;
  readonly health: DiskHealth;
}

/** Wraps a received body as a file that waits for its name. */
export function createStagedFile(parts: StagedFileParts, body: StagedBody): StagedFile {
  const { files, sync, tree, verified, health } = parts;
  let place: StoredNameParts | undefined;
  let committed = false;

  async function move(to: StoredNameParts): Promise<void> {
    const rename = (): Promise<void> => onDisk(health, files.rename(body.path, to.name));
    try {
      await rename();
    } catch (error) {
      // Another upload has made it since the name was looked at.
      if (errorCode(error) === 'EISDIR') throw nameIsDirectory();
      if (errorCode(error) !== 'ENOENT') throw error;
      tree.forget();
      await reenter(to.directory);
      await rename();
    }
  }

  /** Makes a directory again that vanished although this upload is in it. */
  async function reenter(directory: string): Promise<void> {
    await tree.enter(directory);
    tree.leave(directory);
  }

  return {
    sha1: body.sha1,
    sizeBytes: body.sizeBytes,
    async prepare(name) {
      if (place !== undefined) throw new Error('A staged file was prepared twice.');
      const next = partsOf(name);
      await tree.enter(next.directory);
      place = next;
    },
    async commit(replaced) {
      if (place === undefined)
        throw new Error('A staged file was committed before it was prepared.');
      const status = await body.durable;
      await move(place);
      try {
        await sync(place.directory);
      } catch (error) {
        if (replaced === 'absent') await files.remove(place.name);
        throw error;
      }
      committed = true;
      health.noteSuccess();
      verified.vouch(place.name, status, true);
    },
    async discard() {
      const left = place;
      place = undefined;
      if (left !== undefined) tree.leave(left.directory);
      if (committed) return;
      await files.remove(body.path);
      if (left !== undefined) await tree.prune(left.directory);
    },
  };
}
