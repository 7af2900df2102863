import type { DiskSpace, FileStatus, FileSystem, OpenFile } from '../../lib/file-system.ts';
import type { MemoryDirectory, MemoryFile, MemoryNode } from './memory-node.ts';
import { type MemoryTree, systemError } from './memory-tree.ts';

/** A call on its way to a disk: what it wants to do, and where. */
export interface DiskCall {
  readonly operation:
    | keyof FileSystem
    | 'status'
    | 'read'
    | 'write'
    | 'truncate'
    | 'sync'
    | 'close';
  readonly path: string;
}

/** What a mounted disk asks of the disk behind it. */
export interface DiskSession {
  readonly tree: MemoryTree;
  /** Lets a call through, or throws: for a fault, or because the process is gone. */
  enter(call: DiskCall): Promise<void>;
  /** Whether the process is still there. */
  isAlive(): boolean;
  /** How many bytes still fit. */
  freeBytes(): number;
  /** What the disk says of its room. */
  space(): DiskSpace;
  /** The number of the disk. */
  device(): number;
  noteOpen(path: string): void;
  noteClosed(path: string): void;
}

/** The `FileSystem` of a disk in memory; `createMemoryDisk().mount()` makes one. */
export function createMemoryFileSystem(session: DiskSession): FileSystem {
  const { tree } = session;

  function directoryAt(path: string): MemoryDirectory {
    const node = path === '' ? tree.find('') : entryAt(path);
    if (node === undefined) throw systemError('ENOENT', path);
    if (node.kind !== 'directory') throw systemError('ENOTDIR', path);
    return node;
  }

  function entryAt(path: string): MemoryNode | undefined {
    const { directory, name } = tree.parentOf(path);
    return directory.entries.get(name);
  }

  function put(path: string, node: MemoryNode): void {
    const { directory, name } = tree.parentOf(path);
    tree.setEntry(directory, name, node);
  }

  function removeWhen(path: string, isWanted: (node: MemoryNode) => boolean): boolean {
    const node = tree.find(path);
    if (node === undefined || !isWanted(node)) return false;
    const { directory, name } = tree.parentOf(path);
    tree.setEntry(directory, name, undefined);
    return true;
  }

  return {
    async create(path) {
      await session.enter({ operation: 'create', path });
      if (entryAt(path) !== undefined) throw systemError('EEXIST', path);
      if (session.freeBytes() === 0) throw systemError('ENOSPC', path);
      const file = tree.newFile();
      put(path, file);
      return openMemoryFile(session, path, file, 'writable');
    },
    async open(path) {
      await session.enter({ operation: 'open', path });
      const node = tree.find(path);
      return node?.kind === 'file' ? openMemoryFile(session, path, node, 'readable') : undefined;
    },
    async lookUp(path) {
      await session.enter({ operation: 'lookUp', path });
      const node = tree.find(path);
      return node && toStatus(session, node);
    },
    async list(path) {
      await session.enter({ operation: 'list', path });
      const node = tree.find(path);
      return node?.kind === 'directory' ? [...node.entries.keys()].sort() : [];
    },
    async makeDirectory(path) {
      await session.enter({ operation: 'makeDirectory', path });
      if (path === '') return tree.makeRoot();
      const node = entryAt(path);
      if (node !== undefined && node.kind !== 'directory') throw systemError('ENOTDIR', path);
      if (node === undefined) put(path, tree.newDirectory());
      return node === undefined;
    },
    async rename(from, to) {
      await session.enter({ operation: 'rename', path: to });
      const node = entryAt(from);
      if (node === undefined) throw systemError('ENOENT', from);
      refuseReplacing(entryAt(to), node, to);
      put(to, node);
      if (from !== to) removeWhen(from, () => true);
    },
    async remove(path) {
      await session.enter({ operation: 'remove', path });
      return removeWhen(path, (node) => node.kind !== 'directory');
    },
    async removeDirectory(path) {
      await session.enter({ operation: 'removeDirectory', path });
      return removeWhen(path, (node) => node.kind === 'directory' && node.entries.size === 0);
    },
    async syncDirectory(path) {
      await session.enter({ operation: 'syncDirectory', path });
      tree.syncEntries(directoryAt(path));
    },
    async freeSpace() {
      await session.enter({ operation: 'freeSpace', path: '' });
      return session.space();
    },
  };
}

/** Throws what rename(2) says where an entry can't take the place of another one. */
function refuseReplacing(there: MemoryNode | undefined, node: MemoryNode, path: string): void {
  if (there === undefined || there === node) return;
  if (node.kind !== 'directory' && there.kind === 'directory') throw systemError('EISDIR', path);
  if (node.kind === 'directory' && there.kind !== 'directory') throw systemError('ENOTDIR', path);
  if (there.kind === 'directory' && there.entries.size > 0) throw systemError('ENOTEMPTY', path);
}

function openMemoryFile(
  session: DiskSession,
  path: string,
  file: MemoryFile,
  mode: 'readable' | 'writable',
): OpenFile {
  let isOpen = true;
  let position = 0;
  session.noteOpen(path);

  async function enter(
    operation: 'status' | 'read' | 'write' | 'truncate' | 'sync',
  ): Promise<void> {
    const mayChange = mode === 'writable' || !(operation === 'write' || operation === 'truncate');
    if (!isOpen || !mayChange) throw systemError('EBADF', path);
    await session.enter({ operation, path });
  }

  function replace(bytes: Uint8Array<ArrayBuffer>): void {
    file.bytes = bytes;
    file.modifiedMs = session.tree.stamp().modifiedMs;
    position = bytes.length;
  }

  return {
    async status() {
      await enter('status');
      return toStatus(session, file);
    },
    async read(from, length) {
      await enter('read');
      return file.bytes.slice(from, from + length);
    },
    async write(bytes) {
      await enter('write');
      const fitting = bytes.subarray(0, session.freeBytes());
      const content = new Uint8Array(position + fitting.length);
      content.set(file.bytes.subarray(0, position));
      content.set(fitting, position);
      replace(content);
      if (fitting.length < bytes.length) throw systemError('ENOSPC', path);
    },
    async truncate(sizeBytes) {
      await enter('truncate');
      replace(file.bytes.slice(0, sizeBytes));
    },
    async sync() {
      try {
        await enter('sync');
      } catch (error) {
        if (session.isAlive()) file.bad = true;
        throw error;
      }
      if (!file.bad) file.synced = file.bytes;
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      session.noteClosed(path);
      await session.enter({ operation: 'close', path });
    },
  };
}

function toStatus(session: DiskSession, node: MemoryNode): FileStatus {
  const { inode, modifiedMs } = node;
  const kind = node.kind === 'link' ? 'other' : node.kind;
  const sizeBytes = node.kind === 'file' ? node.bytes.length : 0;
  return { kind, inode, device: session.device(), sizeBytes, modifiedMs };
}
