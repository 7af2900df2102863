import type { FileHandle, FileStat } from '../../../lib/host/file-system.ts';
import type { DiskSession } from './disk-session.ts';
import type { MemoryFile, MemoryNode } from './memory-node.ts';
import { systemError } from './memory-tree.ts';

type HandleOperation = 'fstat' | 'read' | 'write' | 'truncate' | 'sync' | 'setModified';

/** An open file of a disk in memory. */
export function openMemoryFile(
  session: DiskSession,
  path: string,
  file: MemoryFile,
  mode: 'readable' | 'writable',
): FileHandle {
  let isOpen = true;
  let position = file.bytes.length;
  session.noteOpen(path);

  async function enter(operation: HandleOperation): Promise<void> {
    const mayChange = mode === 'writable' || !(operation === 'write' || operation === 'truncate');
    if (!isOpen || !mayChange) throw systemError('EBADF', path);
    await session.enter({ operation, path });
  }

  /** Another call may have ended the process since this one was let through. */
  function assertAlive(): void {
    session.assertAlive();
  }

  function replace(bytes: Uint8Array<ArrayBuffer>): void {
    assertAlive();
    file.bytes = bytes;
    file.modifiedMs = session.tree.stamp().modifiedMs;
    position = bytes.length;
  }

  return {
    async stat() {
      await enter('fstat');
      return toStatus(session, file);
    },
    async setModified(modifiedMs) {
      await enter('setModified');
      assertAlive();
      file.modifiedMs = modifiedMs;
    },
    async read(from, length, buffer) {
      await enter('read');
      const bytes = file.bytes.slice(from, from + length);
      buffer?.set(bytes);
      return buffer?.subarray(0, bytes.length) ?? bytes;
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
      assertAlive();
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

/** The metadata of an entry of a disk in memory. */
export function toStatus(session: DiskSession, node: MemoryNode): FileStat {
  const { inode, modifiedMs } = node;
  const kind = node.kind === 'link' ? 'other' : node.kind;
  const sizeBytes = node.kind === 'file' ? node.bytes.length : 0;
  return { kind, inode, device: session.device(), sizeBytes, modifiedMs };
}
