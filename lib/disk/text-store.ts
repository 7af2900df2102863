import type { FileSystem } from '../host/file-system.ts';
import { readSmallFile } from './read-small-file.ts';
import { replaceFile } from './replace-file.ts';

const maxBytes = 4096;

/** Keeps a short text over restarts. It is for what a node can do without. */
export interface TextStore {
  /** What was written last; `undefined` where there is nothing. */
  read(): Promise<string | undefined>;
  /** Replaces what was written last. One call at a time. */
  write(text: string): Promise<void>;
}

/** Keeps a text of at most 4 KiB in a file. */
export function createTextFile(files: FileSystem, path: string): TextStore {
  return {
    read: () => readSmallFile(files, path, maxBytes),
    write: (text) => replaceFile(files, path, text),
  };
}

/** Keeps nothing. */
export function createEmptyTextStore(): TextStore {
  return {
    read: async () => undefined,
    write: async () => undefined,
  };
}
