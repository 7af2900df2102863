import type { FileSystem } from '../../lib/host/file-system.ts';
import { createMemoryDisk, type MemoryDisk } from '../support/disk/memory-disk.ts';
import { drawPowerCut, troubleDisk } from './sim-disk.ts';
import type { Ending, SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Where a node's storage disk is mounted. While it is not, an empty directory is there instead. */
export interface StorageMount {
  readonly isMissing: boolean;
  /** Whether it was missing at any time since an event of the run. */
  wasMissingSince(event: number): boolean;
  /** Takes the disk away, also from a process that runs; files stay open. */
  takeAway(): void;
  bringBack(): void;
  /** The storage directory as one process sees it, until that process dies. */
  open(): FileSystem;
  /** What ends with the process: on both disks all calls of it are refused from now on. */
  end(how: Ending): void;
}

export function createStorageMount(world: World, node: SimNode, disk: MemoryDisk): StorageMount {
  let below: MemoryDisk | undefined;
  let isMissing = false;
  let broughtBackAt = -1;

  function emptyDirectory(): MemoryDisk {
    if (below !== undefined) return below;
    below = createMemoryDisk();
    below.device = disk.device + 1;
    troubleDisk(world, node, 'storage', below);
    return below;
  }

  return {
    get isMissing() {
      return isMissing;
    },
    takeAway() {
      if (isMissing) return;
      isMissing = true;
      below = undefined;
    },
    wasMissingSince: (event) => isMissing || broughtBackAt >= event,
    bringBack() {
      if (isMissing) broughtBackAt = world.scheduler.eventCount;
      isMissing = false;
    },
    open: () => openDirectory(disk.mount(), () => (isMissing ? emptyDirectory() : undefined)),
    end(how) {
      node.unseen.whileEnding(how, () => {
        for (const one of [disk, ...(below === undefined ? [] : [below])]) {
          if (how === 'power cut') one.crash(drawPowerCut(world, node));
          else one.kill();
        }
      });
    },
  };
}

/** Every call goes to the directory that is there when it is made. */
function openDirectory(real: FileSystem, findBelow: () => MemoryDisk | undefined): FileSystem {
  let below: { readonly disk: MemoryDisk; readonly files: FileSystem } | undefined;

  function current(): FileSystem {
    const disk = findBelow();
    if (disk === undefined) return real;
    if (below?.disk !== disk) below = { disk, files: disk.mount() };
    return below.files;
  }

  return {
    create: (path, ...others) => current().create(path, ...others),
    append: (path) => current().append(path),
    open: (path) => current().open(path),
    stat: (path) => current().stat(path),
    list: (path) => current().list(path),
    entries: (path) => current().entries(path),
    makeDirectory: (path, ...others) => current().makeDirectory(path, ...others),
    rename: (from, to) => current().rename(from, to),
    setModified: (path, modifiedMs) => current().setModified(path, modifiedMs),
    remove: (path) => current().remove(path),
    removeDirectory: (path) => current().removeDirectory(path),
    syncDirectory: (path) => current().syncDirectory(path),
    statfs: () => current().statfs(),
  };
}
