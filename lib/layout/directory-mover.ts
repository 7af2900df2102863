import { createMutex } from '../concurrency/mutex.ts';
import { type DiskHealth, onDisk } from '../disk/health.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import { parentPath } from '../names/parent-path.ts';
import { isStampedSegment } from '../names/stored-name.ts';
import type { DirectoryTree } from './directory-tree.ts';
import { diskSegment } from './disk-path.ts';
import { asNameRefusal } from './name-refusal.ts';

export interface DirectoryMoverParts {
  readonly files: FileSystem;
  /** Counts the renames that fail; `sync` counts its own failures. */
  readonly health: DiskHealth;
  readonly sync: (directory: string) => Promise<void>;
  readonly tree: DirectoryTree;
}

/**
 * Creates what moves a directory to its spelling on disk (`diskPath`) when it stands at the path of
 * a stored file, where older versions left it. A rename moves it whole; where a directory of the
 * new spelling exists, its entries are moved there one by one. At every moment, and after a crash,
 * each file is at one of the two paths.
 */
export function createDirectoryMover(parts: DirectoryMoverParts): (path: string) => Promise<void> {
  const { files, health, sync, tree } = parts;
  const inTurn = createMutex();

  async function rename(from: string, to: string): Promise<void> {
    const renamed = files.rename(from, to).catch((error: unknown) => {
      throw asNameRefusal(error);
    });
    await onDisk(health, renamed);
  }

  async function move(from: string, to: string): Promise<void> {
    try {
      await rename(from, to);
    } catch (error) {
      const code = errorCode(error);
      // A deletion has removed it meanwhile.
      if (code === 'ENOENT') return;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      await merge(from, to);
    }
    // Before another file takes the old path: without a sync in between, the two changes may become
    // durable in any order.
    await sync(parentPath(to));
  }

  async function merge(from: string, to: string): Promise<void> {
    const duplicates: string[] = [];
    try {
      for (const entry of await files.list(from)) {
        const source = `${from}/${entry}`;
        const isDirectory = (await files.stat(source))?.kind === 'directory';
        if (isDirectory) await move(source, `${to}/${spell(entry)}`);
        else if (!(await moveFile(source, `${to}/${entry}`))) duplicates.push(source);
      }
    } catch (error) {
      // Nobody syncs later what was moved before. What failed first says more; a sync counts its
      // own failures.
      await sync(to).catch(() => undefined);
      throw error;
    }
    await sync(to);
    for (const duplicate of duplicates) await files.remove(duplicate);
    await files.removeDirectory(from);
  }

  /** `false` where a file of the name is there: it was stored later than the one to move. */
  async function moveFile(from: string, to: string): Promise<boolean> {
    const found = await files.stat(to);
    if (found?.kind === 'file') return false;
    if (found?.kind === 'directory') await move(to, spell(to));
    await rename(from, to);
    return true;
  }

  return (path) =>
    inTurn(async () => {
      const to = spell(path);
      tree.retain(to);
      try {
        await move(path, to);
      } finally {
        tree.release(to);
      }
      await tree.prune(to);
    });
}

/** The path with its last segment as it is spelled on disk now. */
function spell(path: string): string {
  const segment = path.slice(path.lastIndexOf('/') + 1);
  if (!isStampedSegment(segment)) return path;
  return path.slice(0, -segment.length) + diskSegment(segment);
}
