/** What a directory entry leads to. */
export type MemoryNode = MemoryFile | MemoryDirectory | MemoryOddity;

interface Stamp {
  readonly inode: number;
  modifiedMs: number;
}

/** A file's content: as it reads now, and as it would be after a power cut. */
export interface MemoryFile extends Stamp {
  readonly kind: 'file';
  bytes: Uint8Array<ArrayBuffer>;
  synced: Uint8Array<ArrayBuffer>;
  /** A sync of this file failed: later ones succeed and sync nothing, as on Linux. */
  bad: boolean;
}

/** A directory's entries: as they are now, and as they would be after a power cut. */
export interface MemoryDirectory extends Stamp {
  readonly kind: 'directory';
  entries: Map<string, MemoryNode>;
  durable: Map<string, MemoryNode>;
}

/** Something that is neither: it has no content, and is only in the way. */
export interface MemoryOddity extends Stamp {
  readonly kind: 'link' | 'other';
}

/** The directories and files of a disk in memory. Inode numbers and times come from a counter. */
export interface MemoryTree {
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
  /** Puts a node at a path durably, with its directories. */
  place(path: string, node: MemoryNode): void;
  wipe(path: string): void;
  /** Everything below the root, with its path. */
  entries(): Generator<readonly [path: string, node: MemoryNode]>;
  usedBytes(): number;
  /** Leaves of every directory and file only what is durable. */
  loseVolatile(): void;
}

/** An error as the system throws it. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

export function createMemoryTree(): MemoryTree {
  let count = 0;
  let root: MemoryDirectory | undefined = newDirectory();

  function stamp(): Stamp {
    count += 1;
    return { inode: count, modifiedMs: count };
  }

  function newFile(): MemoryFile {
    const nothing = new Uint8Array();
    return { kind: 'file', ...stamp(), bytes: nothing, synced: nothing, bad: false };
  }

  function newDirectory(): MemoryDirectory {
    return { kind: 'directory', ...stamp(), entries: new Map(), durable: new Map() };
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
    }
  }

  function wipe(path: string): void {
    if (path === '') {
      root = undefined;
      return;
    }
    const { directory, name } = parentOf(path);
    directory.entries.delete(name);
    directory.durable.delete(name);
  }

  function* entries(): ReturnType<MemoryTree['entries']> {
    if (root !== undefined) yield* entriesOf(root, '');
  }

  return {
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
    loseVolatile() {
      if (root !== undefined) keepDurable(root);
    },
  };
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

/** The strictest disk that POSIX allows. A seeded one that keeps some of the rest would go here. */
function keepDurable(node: MemoryNode): void {
  if (node.kind === 'file') {
    node.bytes = node.synced;
    node.bad = false;
  }
  if (node.kind !== 'directory') return;
  node.entries = new Map(node.durable);
  for (const child of node.entries.values()) keepDurable(child);
}
