import type { DiskSpace, FileSystem } from '../../../lib/host/file-system.ts';
import { fitsSegment } from '../../../lib/names/stored-name.ts';
import type { DiskCall } from './disk-session.ts';
import { createMemoryFileSystem } from './memory-file-system.ts';
import type { MemoryFile, MemoryNode } from './memory-node.ts';
import { createMemoryTree, type MemoryTree, systemError } from './memory-tree.ts';
import type { PowerCut } from './power-cut.ts';

/**
 * A disk in memory that loses on a crash everything that was not synced, as strictly as POSIX
 * allows: a file keeps its synced bytes, a directory its synced entries. Tests break it through
 * `intercept`.
 */
export interface MemoryDisk {
  /** The disk as one process sees it, until that process dies. */
  mount(): FileSystem;
  /**
   * Cuts the power: only what is durable is left, and what the cut spares, and every call of the
   * process that ran is refused.
   */
  crash(cut?: PowerCut): void;
  /** Kills the process alone: what it wrote stays, and every later call of it is refused. */
  kill(): void;
  /**
   * Runs before each call takes effect: what it throws, the call fails with; a promise holds it up.
   */
  intercept: (call: DiskCall) => void | Promise<void>;
  /** The time that new and changed files get; files of a disk without one are very old. */
  nowMs: () => number;
  /** How many bytes of content fit on the disk; a write beyond is cut short with `ENOSPC`. */
  capacityBytes: number;
  /**
   * What the disk reports as free space: plenty, unless a test sets it; a write beyond the capacity
   * fails anyway.
   */
  space: DiskSpace;
  /** The number of the disk, which changes where another one is mounted in its place. */
  device: number;
  /** How often the process died so far. */
  readonly deaths: number;
  /** How many files are open, of the process that runs. */
  readonly openFileCount: number;
  /** The paths under which they were opened. */
  readonly openPaths: readonly string[];
  /** The paths of everything but directories, and the id that each start leaves, sorted. */
  paths(): readonly string[];
  /** The paths of all directories but the root, sorted. */
  directories(): readonly string[];
  /** The content of a file as it now reads; `undefined` where there is none. */
  read(path: string): Uint8Array<ArrayBuffer> | undefined;
  /** Puts a file there from outside, durably and with its directories. */
  write(path: string, content: Uint8Array | string): void;
  /** Flips a bit of a file, durably and so that nothing but the content shows it. */
  flip(path: string, index: number): void;
  /** Cuts a file from outside, durably. */
  truncate(path: string, sizeBytes: number): void;
  /** Puts something there that is no file: a symbolic link, or for instance a FIFO. */
  plant(path: string, kind: 'link' | 'other'): void;
  /** Removes from outside, durably, whatever is at a path, and all below it; `''` is the root. */
  wipe(path: string): void;
}

/** Writes the id of the storage, for the node's own use. */
const idPath = '.cockatiel/id';

/** The calls that make an entry. */
const namingOperations = new Set<string>(['create', 'makeDirectory', 'rename']);

/** Creates an empty disk whose root directory is there. */
export function createMemoryDisk(): MemoryDisk {
  const tree = createMemoryTree();
  let incarnation = 0;
  let openPaths: readonly string[] = [];

  function endProcess(): void {
    incarnation += 1;
    openPaths = [];
  }

  function mount(): FileSystem {
    const mine = incarnation;
    const isAlive = (): boolean => mine === incarnation;
    const assertAlive = (): void => {
      if (!isAlive()) throw new Error('The process is gone.');
    };
    return createMemoryFileSystem({
      tree,
      async enter(call) {
        assertAlive();
        const isNaming = namingOperations.has(call.operation);
        if (isNaming && !call.path.split('/').every(fitsSegment)) {
          throw systemError('ENAMETOOLONG', call.path);
        }
        await disk.intercept(call);
        assertAlive();
      },
      isAlive,
      assertAlive,
      freeBytes() {
        if (disk.capacityBytes === Infinity) return Infinity;
        return Math.max(disk.capacityBytes - tree.usedBytes(), 0);
      },
      space: () => disk.space,
      device: () => disk.device,
      noteOpen(path) {
        if (isAlive()) openPaths = [...openPaths, path];
      },
      noteClosed(path) {
        if (isAlive()) openPaths = openPaths.toSpliced(openPaths.indexOf(path), 1);
      },
    });
  }

  const disk: MemoryDisk = {
    mount,
    crash(cut) {
      endProcess();
      tree.loseVolatile(cut);
    },
    kill: endProcess,
    intercept: () => undefined,
    get nowMs() {
      return tree.nowMs;
    },
    set nowMs(nowMs) {
      tree.nowMs = nowMs;
    },
    capacityBytes: Infinity,
    space: { freeBytes: 2 ** 40, totalBytes: 2 ** 40, freeInodes: 2 ** 30, totalInodes: 2 ** 30 },
    device: 1,
    get deaths() {
      return incarnation;
    },
    get openFileCount() {
      return openPaths.length;
    },
    get openPaths() {
      return openPaths;
    },
    paths: () => list(tree, (node) => node.kind !== 'directory').filter((path) => path !== idPath),
    directories: () => list(tree, (node) => node.kind === 'directory'),
    read(path) {
      const node = tree.find(path);
      return node?.kind === 'file' ? node.bytes.slice() : undefined;
    },
    write(path, content) {
      const bytes =
        typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
      const file = tree.newFile();
      Object.assign(file, { bytes, synced: bytes });
      tree.place(path, file);
    },
    flip(path, index) {
      const file = tree.find(path) as MemoryFile;
      file.bytes = file.bytes.with(index, (file.bytes[index] ?? 0) ^ 1);
      file.synced = file.bytes;
    },
    truncate(path, sizeBytes) {
      const file = tree.find(path) as MemoryFile;
      file.bytes = file.bytes.slice(0, sizeBytes);
      file.synced = file.bytes;
    },
    plant: (path, kind) => tree.place(path, { kind, ...tree.stamp() }),
    wipe: (path) => tree.wipe(path),
  };
  return disk;
}

function list(tree: MemoryTree, wanted: (node: MemoryNode) => boolean): readonly string[] {
  return [...tree.entries()].flatMap(([path, node]) => (wanted(node) ? [path] : [])).sort();
}
