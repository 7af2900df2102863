import type { MemoryDirectory, MemoryFile, MemoryNode, Stamp } from './memory-node.ts';
import { cutPower, type PowerCut } from './power-cut.ts';

/** The directories and files of a disk in memory. Inode numbers come from a counter. */
export interface MemoryTree {
  /** The time, to which the counter is added; 0 unless a test sets it. */
  nowMs: () => number;
  /**
   * Walks to an entry without following links; throws what the system would (`ENOENT`, `ENOTDIR`).
   */
  find(path: string): MemoryNode | undefined;
  /** The directory that holds an entry, and the entry's own name there. */
  parentOf(path: string): { directory: MemoryDirectory; name: string };
  stamp(): Stamp;
  newFile(): MemoryFile;
  newDirectory(): MemoryDirectory;
  /** Makes a new root when it was wiped; `false` when it is there. */
  makeRoot(): boolean;
  /**
   * Puts a node at a path durably, with its directories. Nothing that was done there before can
   * come to the disk after it.
   */
  place(path: string, node: MemoryNode): void;
  /** Removes what is at a path, in the same way. */
  wipe(path: string): void;
  /** Everything below the root, with its path. */
  entries(): Generator<readonly [path: string, node: MemoryNode]>;
  usedBytes(): number;
  /** Makes an entry lead to a node, or to nothing. */
  setEntry(directory: MemoryDirectory, name: string, node: MemoryNode | undefined): void;
  /**
   * Takes away the entry that a node had before the last change gave it another one. A power cut
   * keeps both changes or none, as file systems with a journal do.
   */
  removeMoved(path: string): void;
  syncEntries(directory: MemoryDirectory): void;
  /** Leaves of every directory and file what is durable, and what the power cut spared. */
  loseVolatile(cut?: PowerCut): void;
}

/** An error as the system throws it. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

export function createMemoryTree(): MemoryTree {
  let count = 0;
  let changeCount = 0;
  let root: MemoryDirectory | undefined;

  function stamp(): Stamp {
    count += 1;
    return { inode: count, modifiedMs: created.nowMs() + count };
  }

  function newFile(): MemoryFile {
    const nothing = new Uint8Array();
    return { kind: 'file', ...stamp(), bytes: nothing, synced: nothing, bad: false };
  }

  function newDirectory(): MemoryDirectory {
    return { kind: 'directory', ...stamp(), entries: new Map(), durable: new Map(), changes: [] };
  }

  function parentOf(path: string): { directory: MemoryDirectory; name: string } {
    const segments = path.split('/');
    const name = segments.pop() as string;
    let directory = root;
    for (const segment of segments) {
      const next = directory?.entries.get(segment);
      if (next !== undefined && next.kind !== 'directory') throw systemError('ENOTDIR', path);
      directory = next;
    }
    if (directory === undefined) throw systemError('ENOENT', path);
    return { directory, name };
  }

  function find(path: string): MemoryNode | undefined {
    if (path === '') return root;
    try {
      const { directory, name } = parentOf(path);
      return directory.entries.get(name);
    } catch {
      return undefined;
    }
  }

  function makeRoot(): boolean {
    if (root !== undefined) return false;
    root = newDirectory();
    return true;
  }

  function place(path: string, node: MemoryNode): void {
    makeRoot();
    const segments = path.split('/');
    for (const end of segments.keys()) {
      const { directory, name } = parentOf(segments.slice(0, end + 1).join('/'));
      const isLast = end === segments.length - 1;
      const entry = isLast ? node : (directory.entries.get(name) ?? newDirectory());
      directory.entries.set(name, entry);
      directory.durable.set(name, entry);
      settle(directory, name);
    }
  }

  function settle(directory: MemoryDirectory, name: string): void {
    directory.changes = directory.changes.filter((change) => change.name !== name);
  }

  function wipe(path: string): void {
    if (path === '') {
      root = undefined;
      return;
    }
    const { directory, name } = parentOf(path);
    directory.entries.delete(name);
    directory.durable.delete(name);
    settle(directory, name);
  }

  function setEntry(directory: MemoryDirectory, name: string, node: MemoryNode | undefined): void {
    if (node === undefined) directory.entries.delete(name);
    else directory.entries.set(name, node);
    changeCount += 1;
    directory.changes.push({ order: changeCount, name, node });
  }

  function removeMoved(path: string): void {
    const { directory, name } = parentOf(path);
    directory.entries.delete(name);
    directory.changes.push({ order: changeCount, name, node: undefined });
  }

  function syncEntries(directory: MemoryDirectory): void {
    directory.durable = new Map(directory.entries);
    directory.changes = [];
  }

  function* entries(): ReturnType<MemoryTree['entries']> {
    if (root !== undefined) yield* entriesOf(root, '');
  }

  const created: MemoryTree = {
    nowMs: () => 0,
    find,
    parentOf,
    stamp,
    newFile,
    newDirectory,
    makeRoot,
    place,
    wipe,
    entries,
    usedBytes() {
      const files = new Set(
        [...entries()].flatMap(([, node]) => (node.kind === 'file' ? node : [])),
      );
      return [...files].reduce((sum, file) => sum + file.bytes.length, 0);
    },
    setEntry,
    removeMoved,
    syncEntries,
    loseVolatile(cut) {
      if (root !== undefined)
        cutPower(
          root,
          [...entries()].map(([, node]) => node),
          cut,
        );
    },
  };
  makeRoot();
  return created;
}

function* entriesOf(
  directory: MemoryDirectory,
  prefix: string,
): Generator<readonly [string, MemoryNode]> {
  for (const [name, node] of directory.entries) {
    yield [prefix + name, node];
    if (node.kind === 'directory') yield* entriesOf(node, `${prefix}${name}/`);
  }
}
