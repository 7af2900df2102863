import { inBatches } from '../concurrency/batches.ts';
import { type DiskHealth, onDisk } from '../disk/health.ts';
import { ifThere } from '../disk/if-there.ts';
import type { Log } from '../host/log.ts';
import type { DiskLayout } from '../layout/disk-layout.ts';
import { diskPath } from '../layout/disk-path.ts';
import { listStoredNames } from '../layout/list-stored-names.ts';
import { pathsTo } from '../layout/paths-to.ts';
import { quarantineDirectory } from '../layout/working-directory.ts';
import { parentPath } from '../names/parent-path.ts';
import type { StoredName } from '../names/stored-name.ts';

/** How many directories are synced at once. */
const batchSize = 100;

/** A copy in quarantine. */
export interface KeptCopy {
  readonly name: StoredName;
  readonly sizeBytes: number;
}

/** The directory of a quarantine, for one caller at a time. */
export interface QuarantineDirectory {
  /**
   * Moves a file there, durably, in place of an earlier copy of the name. Where it rejects the file
   * is still at its place.
   */
  moveIn(name: StoredName, path: string, nowMs: number): Promise<void>;
  /** Removes a copy durably; `false` where there is none. */
  remove(name: StoredName): Promise<boolean>;
  /** The copies that are there, durably so. */
  list(): Promise<readonly KeptCopy[]>;
}

export interface QuarantineDirectoryParts {
  readonly layout: Pick<DiskLayout, 'files' | 'tree' | 'sync'>;
  readonly health: DiskHealth;
  readonly log: Log;
}

/** The directory for corrupt copies below a storage directory; it exists while it has some. */
export function createQuarantineDirectory({
  layout,
  health,
  log,
}: QuarantineDirectoryParts): QuarantineDirectory {
  const { files, tree, sync } = layout;

  async function moveIn(name: StoredName, path: string, nowMs: number): Promise<void> {
    const to = pathOf(name);
    const [source, target] = [parentPath(path), parentPath(to)];
    tree.retain(source);
    try {
      await makeDurable(target);
      await onDisk(health, files.rename(path, to));
      await files.setModified(to, nowMs).catch(() => undefined);
      await syncMove(target, source);
    } finally {
      tree.release(source);
      await removeEmpty(target);
    }
    await tree.prune(source);
  }

  /** Makes a directory with its parents: a power cut must not leave a file in one that is lost. */
  async function makeDurable(directory: string): Promise<void> {
    for (const path of pathsTo(directory)) await files.makeDirectory(path, 'private');
    await Promise.all(pathsTo(directory).map((path) => sync(parentPath(path))));
  }

  /**
   * Makes a move durable, first where the file is now: otherwise a power cut could take it away
   * from both places. Where a sync fails the file may be back at the old one, and is found again.
   */
  async function syncMove(to: string, from: string): Promise<void> {
    try {
      await sync(to);
      await sync(from);
    } catch {
      // The health of the disk knows of it.
    }
  }

  /** Removes directories that were made in vain, or are not needed any more. */
  async function removeEmpty(directory: string): Promise<void> {
    for (const path of pathsTo(directory).reverse()) {
      if (path.startsWith(quarantineDirectory))
        await files.removeDirectory(path).catch(() => false);
    }
  }

  return {
    moveIn,
    async remove(name) {
      const path = pathOf(name);
      const existed = await files.remove(path);
      await ifThere(sync(parentPath(path)));
      await removeEmpty(parentPath(path));
      return existed;
    },
    async list() {
      const found: KeptCopy[] = [];
      const directories = new Set<string>();
      for await (const name of listStoredNames(files, log, quarantineDirectory)) {
        const path = pathOf(name);
        const status = await files.stat(path);
        if (status === undefined) continue;
        found.push({ name, sizeBytes: status.sizeBytes });
        for (const directory of ['', ...pathsTo(parentPath(path))]) directories.add(directory);
      }
      // The last run may have been killed between a move and its syncs.
      await inBatches(directories, batchSize, sync).catch(() => undefined);
      return found;
    },
  };
}

function pathOf(name: StoredName): string {
  return `${quarantineDirectory}/${diskPath(name)}`;
}
