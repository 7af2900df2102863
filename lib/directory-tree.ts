import { errorCode } from './error-code.ts';
import type { FileSystem } from './file-system.ts';
import { HttpError } from './http-error.ts';
import { createOneAtATime } from './one-at-a-time.ts';

/** How many directories are remembered as durable; others are looked at again. */
const rememberedDirectories = 10_000;

/**
 * The directories below the storage directory: made when an upload needs them, removed when a
 * deletion leaves them empty, and never removed under an upload. A directory somebody is in stays.
 */
export interface DirectoryTree {
  /**
   * Enters a directory, made durable with its parents if need be; a 409 where a file is in the way.
   */
  enter(directory: string): Promise<void>;
  /** Enters a directory as it is, there or not, to take something out of it. */
  hold(directory: string): void;
  leave(directory: string): void;
  /** Removes a directory and its parents as far as they are empty and nobody is in them. */
  prune(directory: string): Promise<void>;
  /** Forgets which directories are there: something outside this program removed one. */
  forget(): void;
}

export function createDirectoryTree(
  files: FileSystem,
  sync: (directory: string) => Promise<void>,
): DirectoryTree {
  const visitors = new Map<string, number>();
  const durable = new Set<string>();
  /** Changes of the tree's shape happen one at a time. */
  const change = createOneAtATime();

  function hold(directory: string): void {
    for (const path of pathsTo(directory)) visitors.set(path, (visitors.get(path) ?? 0) + 1);
  }

  function leave(directory: string): void {
    for (const path of pathsTo(directory)) {
      const count = (visitors.get(path) as number) - 1;
      if (count > 0) visitors.set(path, count);
      else visitors.delete(path);
    }
  }

  async function enter(directory: string): Promise<void> {
    hold(directory);
    try {
      if (!durable.has(directory)) await change(() => make(directory));
    } catch (error) {
      leave(directory);
      await prune(directory);
      throw asConflict(error);
    }
  }

  /**
   * Makes what is missing; a directory that is remembered may have vanished, and then all are made.
   */
  async function make(directory: string): Promise<void> {
    try {
      await makeMissing(directory);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      durable.clear();
      await makeMissing(directory);
    }
  }

  async function makeMissing(directory: string): Promise<void> {
    await files.makeDirectory('');
    let parent = '';
    for (const path of pathsTo(directory)) {
      if (!durable.has(path)) {
        await files.makeDirectory(path);
        await sync(parent);
        remember(path);
      }
      parent = path;
    }
  }

  function remember(path: string): void {
    if (durable.size >= rememberedDirectories) durable.clear();
    durable.add(path);
  }

  function prune(directory: string): Promise<void> {
    // An empty directory that can't be removed does no harm: it is left.
    return change(() => removeEmpty(directory)).catch(() => undefined);
  }

  async function removeEmpty(directory: string): Promise<void> {
    for (const path of pathsTo(directory).reverse()) {
      if (visitors.has(path)) return;
      durable.delete(path);
      if (!(await files.removeDirectory(path)) && (await files.lookUp(path))) return;
    }
  }

  return { enter, hold, leave, prune, forget: () => durable.clear() };
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`; the root has none. */
function pathsTo(directory: string): string[] {
  if (directory === '') return [];
  const segments = directory.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

function asConflict(error: unknown): unknown {
  if (errorCode(error) !== 'ENOTDIR') return error;
  return new HttpError(409, 'A directory of the name is a stored file.');
}
