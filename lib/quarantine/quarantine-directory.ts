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

/** A copy in quarantine. */
export interface KeptCopy {
  readonly name: StoredName;
  readonly sizeBytes: number;
}

/** The directory of a quarantine, for one caller at a time. */
export interface QuarantineDirectory {
  /** Moves a file there, durably, in place of an earlier copy of the name. */
  moveIn(name: StoredName, path: string, nowMs: number): Promise<void>;
  /** Removes a copy durably; `false` where there is none. */
  remove(name: StoredName): Promise<boolean>;
  /** The copies that are there, oldest first. */
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
    const directories = pathsTo(parentPath(to));
    const source = parentPath(path);
    tree.retain(source);
    try {
      for (const directory of directories) await files.makeDirectory(directory, 'private');
      await onDisk(health, files.rename(path, to));
      await files.setModified(to, nowMs).catch(() => undefined);
      // Where that fails a power cut may bring the copy back, and it is found again.
      await Promise.allSettled([...directories, source].map(sync));
    } finally {
      tree.release(source);
      await removeEmpty(parentPath(to));
    }
    await tree.prune(source);
  }

  /** Removes directories that were made in vain, or are not needed any more. */
  async function removeEmpty(directory: string): Promise<void> {
    for (const path of pathsTo(directory).reverse()) {
      if (!path.startsWith(quarantineDirectory)) return;
      const isRemoved = await files.removeDirectory(path).catch(() => false);
      if (!isRemoved) return;
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
      const found: (KeptCopy & { sinceMs: number })[] = [];
      for await (const name of listStoredNames(files, log, quarantineDirectory)) {
        const status = await files.stat(pathOf(name));
        if (status === undefined) continue;
        found.push({ name, sizeBytes: status.sizeBytes, sinceMs: status.modifiedMs });
      }
      return found.sort((one, other) => one.sinceMs - other.sinceMs);
    },
  };
}

function pathOf(name: StoredName): string {
  return `${quarantineDirectory}/${diskPath(name)}`;
}
