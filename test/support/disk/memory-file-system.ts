import { NotOpenedError } from '../../../lib/errors/not-opened-error.ts';
import type { FileSystem } from '../../../lib/host/file-system.ts';
import type { DiskSession } from './disk-session.ts';
import { openMemoryFile, toStatus } from './memory-file-handle.ts';
import type { MemoryDirectory, MemoryNode } from './memory-node.ts';
import { systemError } from './memory-tree.ts';

/** The `FileSystem` of a disk in memory; `createMemoryDisk().mount()` makes one. */
export function createMemoryFileSystem(session: DiskSession): FileSystem {
  const { tree } = session;

  function openDirectory(path: string): MemoryDirectory {
    try {
      const node = path === '' ? tree.find('') : entryAt(path);
      if (node === undefined) throw systemError('ENOENT', path);
      if (node.kind !== 'directory') throw systemError('ENOTDIR', path);
      return node;
    } catch (error) {
      throw new NotOpenedError(path, error);
    }
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
      session.assertAlive();
      if (entryAt(path) !== undefined) throw systemError('EEXIST', path);
      if (session.freeBytes() === 0) throw systemError('ENOSPC', path);
      const file = tree.newFile();
      put(path, file);
      return openMemoryFile(session, path, file, 'writable');
    },
    async open(path) {
      await session.enter({ operation: 'open', path });
      session.assertAlive();
      const node = tree.find(path);
      return node?.kind === 'file' ? openMemoryFile(session, path, node, 'readable') : undefined;
    },
    async append(path) {
      await session.enter({ operation: 'append', path });
      session.assertAlive();
      const node = tree.find(path);
      return node?.kind === 'file' ? openMemoryFile(session, path, node, 'writable') : undefined;
    },
    async stat(path) {
      await session.enter({ operation: 'stat', path });
      session.assertAlive();
      const node = tree.find(path);
      return node && toStatus(session, node);
    },
    async list(path) {
      await session.enter({ operation: 'list', path });
      session.assertAlive();
      const node = tree.find(path);
      return node?.kind === 'directory' ? [...node.entries.keys()].sort() : [];
    },
    async *entries(path) {
      await session.enter({ operation: 'entries', path });
      session.assertAlive();
      const node = tree.find(path);
      if (node?.kind !== 'directory') return;
      for (const [name, { kind }] of [...node.entries]) {
        yield { name, kind: kind === 'link' ? 'other' : kind };
      }
    },
    async makeDirectory(path) {
      await session.enter({ operation: 'makeDirectory', path });
      session.assertAlive();
      if (path === '') return tree.makeRoot();
      const node = entryAt(path);
      if (node !== undefined && node.kind !== 'directory') throw systemError('ENOTDIR', path);
      if (node === undefined) put(path, tree.newDirectory());
      return node === undefined;
    },
    async rename(from, to) {
      await session.enter({ operation: 'rename', path: to });
      session.assertAlive();
      const node = entryAt(from);
      if (node === undefined) throw systemError('ENOENT', from);
      refuseReplacing(entryAt(to), node, to);
      put(to, node);
      if (from !== to) tree.removeMoved(from);
    },
    async setModified(path, modifiedMs) {
      await session.enter({ operation: 'setModified', path });
      session.assertAlive();
      const node = entryAt(path);
      if (node === undefined) throw systemError('ENOENT', path);
      node.modifiedMs = modifiedMs;
    },
    async remove(path) {
      await session.enter({ operation: 'remove', path });
      session.assertAlive();
      return removeWhen(path, (node) => node.kind !== 'directory');
    },
    async removeDirectory(path) {
      await session.enter({ operation: 'removeDirectory', path });
      session.assertAlive();
      return removeWhen(path, (node) => node.kind === 'directory' && node.entries.size === 0);
    },
    async syncDirectory(path) {
      await session.enter({ operation: 'syncDirectory', path });
      session.assertAlive();
      tree.syncEntries(openDirectory(path));
    },
    async statfs() {
      await session.enter({ operation: 'statfs', path: '' });
      session.assertAlive();
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
