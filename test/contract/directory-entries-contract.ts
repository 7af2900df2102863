import { beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryEntry, FileSystem } from '../../lib/host/file-system.ts';
import { writeSmallFile as write } from '../support/disk/small-files.ts';
import type { FileSystemHarness } from './file-system-contract.ts';

/** What every `FileSystem` promises of reading a large directory; run against each of them. */
export function directoryEntriesContract(openHarness: () => Promise<FileSystemHarness>): void {
  let harness: FileSystemHarness;
  let files: FileSystem;

  beforeEach(async () => {
    harness = await openHarness();
    files = harness.files;
    await files.makeDirectory('dir');
    await write(files, 'dir/file', 'content');
  });

  async function entriesOf(path: string): Promise<readonly DirectoryEntry[]> {
    const entries: DirectoryEntry[] = [];
    for await (const entry of files.entries(path)) entries.push(entry);
    return entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  describe('the entries of a directory', () => {
    it('have their names and kinds', async () => {
      await files.makeDirectory('dir/below');
      await write(files, 'dir/é', '');
      await write(files, 'dir/.hidden', '');
      await harness.linkToFile('dir/link');
      await harness.linkToDirectory('dir/linked');
      expect(await entriesOf('dir')).toEqual([
        { name: '.hidden', kind: 'file' },
        { name: 'below', kind: 'directory' },
        { name: 'file', kind: 'file' },
        { name: 'link', kind: 'other' },
        { name: 'linked', kind: 'other' },
        { name: 'é', kind: 'file' },
      ]);
    });

    it('of the root are those in it', async () => {
      expect(await entriesOf('')).toEqual([{ name: 'dir', kind: 'directory' }]);
    });

    it('are all there, however many they are', async () => {
      const names = Array.from({ length: 700 }, (_, index) => `file-${1000 + index}`);
      await files.makeDirectory('many');
      for (const name of names) await write(files, `many/${name}`, '');
      expect((await entriesOf('many')).map(({ name }) => name)).toEqual(names);
    });

    it.each(['absent', 'absent/deeper', 'dir/file', 'dir/file/deeper', 'linked', 'linked/deeper'])(
      'of %s are none',
      async (path) => {
        await harness.linkToDirectory('linked');
        expect(await entriesOf(path)).toEqual([]);
      },
    );

    it('may be left before their end, and read again', async () => {
      for (const name of ['a', 'b', 'c']) await write(files, `dir/${name}`, '');
      for await (const entry of files.entries('dir')) {
        expect(entry.kind).toBe('file');
        break;
      }
      expect(await entriesOf('dir')).toHaveLength(4);
    });

    it('that do not change while others come and go are there', async () => {
      for (let index = 0; index < 300; index += 1) await write(files, `dir/a-${index}`, '');
      const seen = new Set<string>();
      for await (const { name } of files.entries('dir')) {
        seen.add(name);
        if (seen.size === 1) {
          await files.remove(name === 'a-7' ? 'dir/a-8' : 'dir/a-7');
          await write(files, 'dir/new', '');
        }
      }
      for (let index = 9; index < 300; index += 1) expect(seen).toContain(`a-${index}`);
    });
  });
}
