import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFileSystem } from '../../../runtime/node/file-system.ts';
import { createMemoryDisk } from './memory-disk.ts';
import type { DiskHarness } from './open-test-storage.ts';

/** An empty disk in memory. */
export async function openMemoryHarness(): Promise<DiskHarness> {
  const disk = createMemoryDisk();
  disk.nowMs = () => Date.now();
  const plantLink = async (path: string): Promise<void> => disk.plant(path, 'link');
  return {
    files: disk.mount(),
    linkToDirectory: plantLink,
    linkToFile: plantLink,
    wipe: async (path) => disk.wipe(path),
  };
}

/** Empty directories of the machine; `removeAll` takes them away at the end. */
export function createNodeHarnesses(): {
  open(): Promise<DiskHarness>;
  removeAll(): Promise<void>;
} {
  const made: string[] = [];

  async function makeDirectory(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'cockatiel-test-'));
    made.push(path);
    return path;
  }

  return {
    async open() {
      const root = await makeDirectory();
      const outside = await makeDirectory();
      await writeFile(join(outside, 'inside'), 'secret');
      return {
        files: createNodeFileSystem({ root, fsync: true }),
        linkToDirectory: (path) => symlink(outside, join(root, path)),
        linkToFile: (path) => symlink(join(outside, 'inside'), join(root, path)),
        wipe: (path) => rm(join(root, path), { recursive: true }),
      };
    },
    async removeAll() {
      for (const path of made) await rm(path, { recursive: true, force: true });
    },
  };
}
