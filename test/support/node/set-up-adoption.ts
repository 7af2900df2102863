import { adoptFiles } from '../../../lib/maintenance/adopt-files.ts';
import type { Finding } from '../../../lib/maintenance/finding.ts';
import type { AdoptedKind } from '../../../lib/maintenance/finding-kinds.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import type { FileStorage } from '../../../lib/storage/file-storage.ts';
import { createTombstoneSet, type TombstoneSet } from '../../../lib/tombstones/tombstones.ts';
import { createMemoryDisk, type MemoryDisk } from '../disk/memory-disk.ts';
import { nameOf, openTestStorage } from '../disk/open-test-storage.ts';

/** A source and a storage on two disks, and an adoption from one to the other. */
export interface TestAdoption {
  readonly source: MemoryDisk;
  readonly disk: MemoryDisk;
  readonly tombstones: TombstoneSet;
  readonly interrupt: AbortController;
  storage(): FileStorage;
  /** Adopts all files, and returns what was done with each, sorted. */
  adopt(onFinding?: (finding: Finding<AdoptedKind>) => void): Promise<readonly string[]>;
  /** How many bytes were copied so far. */
  copiedBytes(): number;
  /** What is in the storage, but for the working directory. */
  stored(): readonly string[];
  /** Opens the storage again, as another run does. */
  reopen(): Promise<void>;
}

/** Three files, whose contents are these letters. */
export const adoptedNames = {
  a: nameOf('dir/a.txt', 'a'),
  b: nameOf('dir/b.txt', 'b'),
  c: nameOf('dir/c.txt', 'c'),
};

/** Sets up an adoption of these files to an empty storage. */
export async function setUpAdoption(
  files: Readonly<Record<string, StoredName>> = adoptedNames,
): Promise<TestAdoption> {
  const [source, disk] = [createMemoryDisk(), createMemoryDisk()];
  for (const [content, name] of Object.entries(files)) source.write(name, content);
  const tombstones = createTombstoneSet();
  const interrupt = new AbortController();
  let storage = await openTestStorage({ files: disk.mount() });
  let copiedBytes = 0;
  return {
    source,
    disk,
    tombstones,
    interrupt,
    storage: () => storage,
    async adopt(onFinding = () => undefined) {
      const found: string[] = [];
      await adoptFiles({
        source: source.mount(),
        storage,
        tombstones,
        onFinding(finding) {
          found.push(`${finding.kind} ${finding.path}`);
          onFinding(finding);
        },
        onRead(bytes) {
          copiedBytes += bytes;
        },
        signal: interrupt.signal,
      });
      return found.sort();
    },
    copiedBytes: () => copiedBytes,
    stored: () => disk.paths().filter((path) => !path.startsWith('.cockatiel/')),
    async reopen() {
      storage = await openTestStorage({ files: disk.mount() });
    },
  };
}
