import { createMutex } from '../concurrency/mutex.ts';
import { errorCode } from '../errors/error-code.ts';
import type { FileSystem } from '../host/file-system.ts';
import { parentPath } from '../names/parent-path.ts';
import { isStampedSegment } from '../names/stored-name.ts';
import type { DirectoryTree } from './directory-tree.ts';
import { diskSegment } from './disk-path.ts';

export interface DirectoryMoverParts {
  readonly files: FileSystem;
  readonly sync: (directory: string) => Promise<void>;
  readonly tree: DirectoryTree;
}

/**
 * Creates what gives a directory its spelling on disk when it stands at the path of a stored file,
 * as older versions left it. A rename moves it whole; where the new spelling is there already, its
 * entries move one by one. At every moment each file is at one of the two, also after a crash.
 */
export function createDirectoryMover(parts: DirectoryMoverParts): (path: string) => Promise<void> {
  const { files, sync, tree } = parts;
  const inTurn = createMutex();

  async function move(from: string, to: string): Promise<void> {
    try {
      await files.rename(from, to);
    } catch (error) {
      const code = errorCode(error);
      // A deletion has just removed it.
      if (code === 'ENOENT') return;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      await merge(from, to);
    }
    // Before anything else takes the old path: the two changes may reach the disk in any order.
    await sync(parentPath(to));
  }

  async function merge(from: string, to: string): Promise<void> {
    const doubles: string[] = [];
    for (const entry of await files.list(from)) {
      const source = `${from}/${entry}`;
      const isDirectory = (await files.stat(source))?.kind === 'directory';
      if (isDirectory) await move(source, `${to}/${spell(entry)}`);
      else if (!(await moveFile(source, `${to}/${entry}`))) doubles.push(source);
    }
    await sync(to);
    for (const double of doubles) await files.remove(double);
    await files.removeDirectory(from);
  }

  /** `false` where a file of the name is there, which is the newer one. */
  async function moveFile(from: string, to: string): Promise<boolean> {
    const there = await files.stat(to);
    if (there?.kind === 'file') return false;
    if (there?.kind === 'directory') await move(to, spell(to));
    await files.rename(from, to);
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

/** The new spelling of a path whose last segment may be an old one. */
function spell(path: string): string {
  const segment = path.slice(path.lastIndexOf('/') + 1);
  if (!isStampedSegment(segment)) return path;
  return path.slice(0, -segment.length) + diskSegment(segment);
}
