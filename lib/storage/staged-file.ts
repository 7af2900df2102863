import type { DiskHealth } from '../disk/health.ts';
import { errorCode } from '../errors/error-code.ts';
import type { DiskLayout } from '../layout/disk-layout.ts';
import { diskPath } from '../layout/disk-path.ts';
import { asNameRefusal, asSettledNameRefusal } from '../layout/name-refusal.ts';
import type { NameTimes } from '../layout/name-times.ts';
import { parentPath } from '../names/parent-path.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { StagedBody } from './staging.ts';
import type { StagedFile } from './storage.ts';
import type { StorageIdentity } from './storage-identity.ts';
import type { VerificationCache } from './verification-cache.ts';

/** What a staged file shares with the storage that made it. */
export interface StagedFileParts {
  readonly layout: DiskLayout;
  readonly verified: VerificationCache;
  /** An intact copy is at a name, where `replacing` says what was there. */
  readonly noteIntact: (name: StoredName, replacing: 'absent' | 'corrupt') => Promise<void>;
  readonly nameTimes: NameTimes;
  readonly health: DiskHealth;
  readonly identity: Pick<StorageIdentity, 'confirm'>;
}

/** Where a staged file goes. */
interface Destination {
  readonly name: StoredName;
  readonly path: string;
  readonly directory: string;
}

/** A staged body on a disk, which `commit` renames to the path of its stored name. */
export function createStagedFile(parts: StagedFileParts, body: StagedBody): StagedFile {
  const { layout, verified, noteIntact, nameTimes, health, identity } = parts;
  const { files, tree } = layout;
  let destination: Destination | undefined;
  let committed = false;

  function move(to: Destination): Promise<void> {
    return rename(to, asNameRefusal).catch((error: unknown) => moveAgain(to, error));
  }

  function rename({ path }: Destination, explain: (error: unknown) => unknown): Promise<void> {
    return files.rename(body.path, path).catch(async (error: unknown) => {
      const explained = await explain(error);
      health.noteFault(explained);
      throw explained;
    });
  }

  /** The second and last attempt, once what was in the way, or missing, is no longer. */
  async function moveAgain(to: Destination, error: unknown): Promise<void> {
    const code = errorCode(error);
    if (code !== 'EISDIR' && code !== 'ENOENT') throw error;
    if (code === 'EISDIR') await layout.makeWay(to.path);
    else await remake(to.directory);
    await rename(to, (again) => asSettledNameRefusal(files, [to.directory, body.path], again));
  }

  /** Makes a directory again that vanished although this upload retains it. */
  async function remake(directory: string): Promise<void> {
    tree.invalidateAll();
    await tree.ensure(directory);
    tree.release(directory);
  }

  return {
    sha1: body.sha1,
    sizeBytes: body.sizeBytes,
    async prepare(name, signal) {
      if (destination !== undefined) throw new Error('A staged file was prepared twice.');
      const path = diskPath(name);
      const directory = parentPath(path);
      await tree.ensure(directory, signal);
      destination = { name, path, directory };
    },
    async commit({ replacing }) {
      if (destination === undefined)
        throw new Error('A staged file was committed before it was prepared.');
      const status = await body.durable;
      // Only here, because the stat is at hand. Where this fails, a record without a file is left,
      // which is dropped when its turn comes.
      await identity.confirm(status.device);
      await move(destination);
      try {
        await layout.sync(destination.directory);
      } catch (error) {
        if (replacing === 'absent') await files.remove(destination.path);
        throw error;
      }
      committed = true;
      health.noteSuccess();
      const { name } = destination;
      verified.markVerified(name, status, { committed: true, isUtf8: body.isUtf8 });
      nameTimes.add(name, status);
      await noteIntact(name, replacing);
    },
    async dispose() {
      const left = destination;
      destination = undefined;
      if (left !== undefined) tree.release(left.directory);
      if (committed) return;
      if (body.isKept !== true) await files.remove(body.path);
      if (left !== undefined) await tree.prune(left.directory);
    },
  };
}
