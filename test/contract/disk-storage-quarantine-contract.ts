import { beforeEach, describe, expect, it } from 'vitest';
import { diskPath } from '../../lib/layout/disk-path.ts';
import type { QuarantineLimits } from '../../lib/limits/quarantine-limits.ts';
import { defaultQuarantineLimits } from '../../lib/limits/quarantine-limits.ts';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { FileStorage } from '../../lib/storage/file-storage.ts';
import { photo, thumb } from '../support/disk/nested-files.ts';
import {
  type DiskHarness,
  nameOf,
  openTestStorage,
  storeFile,
} from '../support/disk/open-test-storage.ts';
import { readSmallFile, writeSmallFile } from '../support/disk/small-files.ts';

const name = nameOf('a/b/file.txt', 'content');
const directory = '.cockatiel/damaged';

/** What is seen on the disk of copies in quarantine; a part of the contract of a disk. */
export function diskStorageQuarantineContract(openHarness: () => Promise<DiskHarness>): void {
  let harness: DiskHarness;
  let storage: FileStorage;
  let clock: { ms: number };

  async function open(limits: Partial<QuarantineLimits> = {}): Promise<void> {
    clock = { ms: Date.now() + 60_000 };
    const quarantineLimits = { ...defaultQuarantineLimits, ...limits };
    storage = await openTestStorage(harness, clock, {}, quarantineLimits);
  }

  beforeEach(async () => {
    harness = await openHarness();
    await open();
  });

  async function plant(planted: StoredName, content = 'rotten'): Promise<void> {
    const path = diskPath(planted);
    const segments = path.split('/');
    for (const end of segments.keys()) {
      if (end > 0) await harness.files.makeDirectory(segments.slice(0, end).join('/'));
    }
    await writeSmallFile(harness.files, path, content);
  }

  async function quarantine(
    planted: StoredName,
    content?: string,
    outcome = 'quarantined',
  ): Promise<void> {
    await plant(planted, content);
    const version = (await storage.version(planted)) as string;
    expect(await storage.quarantine(planted, version)).toBe(outcome);
  }

  const read = (planted: StoredName): Promise<string | undefined> =>
    readSmallFile(harness.files, `${directory}/${diskPath(planted)}`);

  describe('a copy in quarantine', () => {
    it('lies at the path that it had, and leaves no empty directory', async () => {
      await quarantine(name);
      expect(await read(name)).toBe('rotten');
      expect(await harness.files.list('')).toEqual(['.cockatiel']);
    });

    it('may lie beside one that is called like its directory', async () => {
      for (const planted of [photo, thumb]) await quarantine(planted, planted);
      for (const planted of [photo, thumb]) expect(await read(planted)).toBe(planted);
    });

    it('is found in the old spelling of its directory', async () => {
      await harness.files.makeDirectory('a');
      await harness.files.makeDirectory(photo);
      await writeSmallFile(harness.files, thumb, 'rotten');
      const version = (await storage.version(thumb)) as string;
      expect(await storage.quarantine(thumb, version)).toBe('quarantined');
      expect(await read(thumb)).toBe('rotten');
    });

    it('is still known after a start, and counts as kept', async () => {
      await quarantine(name);
      await open();
      expect(storage.quarantined.has(name)).toBe(true);
      expect(storage.quarantined.report()).toEqual({ found: 0, replaced: 0, kept: 1, full: false });
      await storeFile(storage, 'a/b/file.txt', 'content');
      expect(storage.quarantined.report()).toEqual({ found: 0, replaced: 1, kept: 0, full: false });
      expect(await harness.files.list(directory)).toEqual([]);
    });

    it('is forgotten with a storage directory that was removed', async () => {
      await quarantine(name);
      await harness.wipe('');
      await storeFile(storage, 'other', 'other');
      expect(storage.quarantined.has(name)).toBe(false);
      expect(storage.quarantined.report().kept).toBe(0);
    });

    it('may have been removed by hand', async () => {
      await quarantine(name);
      await harness.wipe(directory);
      expect(await storage.remove(name)).toBe(false);
      expect(storage.quarantined.has(name)).toBe(false);
    });
  });

  it('a copy that was changed just now is not quarantined yet', async () => {
    await plant(name);
    clock.ms = Date.now();
    const version = (await storage.version(name)) as string;
    expect(await storage.quarantine(name, version)).toBe('recent');
    expect(await readSmallFile(harness.files, name)).toBe('rotten');
    clock.ms += 60_000;
    expect(await storage.quarantine(name, version)).toBe('quarantined');
  });

  describe('a quarantine with too much in it', () => {
    const names = ['1', '2', '3'].map((content) => nameOf(`dir/${content}`, content));
    const [first, second, third] = names as [StoredName, StoredName, StoredName];
    const has = (): boolean[] => names.map((one) => storage.quarantined.has(one));

    // Each copy has 6 bytes.
    it.each([{ maxCopies: 2 }, { maxBytes: 12 }, { maxBytes: 11 }])(
      'removes none of them, and leaves others where they are (%o)',
      async (limits) => {
        await open(limits);
        await quarantine(first);
        expect(storage.quarantined.report().full).toBe(false);
        await quarantine(second);
        await quarantine(third, 'rotten', 'full');
        expect(has()).toEqual([true, true, false]);
        expect(await readSmallFile(harness.files, diskPath(third))).toBe('rotten');
        expect(storage.quarantined.report()).toEqual({
          found: 2,
          replaced: 0,
          kept: 2,
          full: true,
        });
      },
    );

    it('has taken one of any size while it had space', async () => {
      await open({ maxBytes: 1 });
      await quarantine(first);
      expect(has()).toEqual([true, false, false]);
    });

    it('takes another copy in place of an earlier one', async () => {
      await open({ maxCopies: 1, maxBytes: 7 });
      await quarantine(first);
      await quarantine(first, 'decayed');
      expect(await read(first)).toBe('decayed');
      await quarantine(first);
      await quarantine(second, 'rotten', 'full');
    });

    it('keeps them over a start, however many it takes by then', async () => {
      for (const one of names) await quarantine(one);
      await open({ maxCopies: 1 });
      expect(has()).toEqual([true, true, true]);
      expect(storage.quarantined.report()).toMatchObject({ kept: 3, full: true });
    });

    it('takes more when some have left it', async () => {
      await open({ maxBytes: 12 });
      await quarantine(first);
      await quarantine(second);
      await quarantine(third, 'rotten', 'full');
      await storage.remove(first);
      expect(storage.quarantined.report().full).toBe(false);
      const version = (await storage.version(third)) as string;
      expect(await storage.quarantine(third, version)).toBe('quarantined');
      expect(has()).toEqual([false, true, true]);
    });
  });
}
