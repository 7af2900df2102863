import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeProcess } from './start-process.ts';

/** What a node has on disk: everything that a refused request must leave alone. */
export interface Footprint {
  /** The stored files, by their names. */
  readonly files: readonly string[];
  /** The directories among them; one that holds nothing is a fault. */
  readonly directories: readonly string[];
  /** What lies in the staging directory. */
  readonly staged: readonly string[];
  /** The bytes of the deletion log and of the journal. */
  readonly records: string;
}

/** Reads a node's directories. */
export async function takeFootprint({ storage, queue }: NodeProcess): Promise<Footprint> {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true });
  const paths = (isDirectory: boolean): string[] =>
    entries
      .filter((entry) => entry.isDirectory() === isDirectory)
      .map(({ parentPath, name }) => join(parentPath, name).slice(storage.length + 1))
      .sort();
  const isStaged = (path: string): boolean => path.startsWith('.cockatiel/staging/');
  const files = paths(false);
  return {
    files: files.filter((path) => !isStaged(path)),
    directories: paths(true),
    staged: files.filter(isStaged),
    records: await readRecords(queue),
  };
}

/** How many descriptors a node has open. */
export async function countDescriptors({ child }: NodeProcess): Promise<number> {
  return (await readdir(`/proc/${child.pid}/fd`)).length;
}

/** What a process has open: files by their paths, sockets and the like by their kind. */
export async function listOpenFiles(pid: number | undefined): Promise<string[]> {
  const directory = `/proc/${pid}/fd`;
  const targets = await Promise.all(
    // A descriptor may be closed between the two reads.
    (await readdir(directory)).map((fd) => readlink(join(directory, fd)).catch(() => '')),
  );
  return targets.filter((target) => target !== '');
}

async function readRecords(queue: string): Promise<string> {
  const segments = (await readdir(join(queue, 'journal'))).sort();
  const paths = ['deletion.log', ...segments.map((segment) => join('journal', segment))];
  const contents = await Promise.all(paths.map((path) => readFile(join(queue, path), 'latin1')));
  return contents.join('\n--\n');
}
