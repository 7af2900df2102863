import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { StorageBackend } from '../../lib/storage/storage.ts';
import type { StoredFile } from '../../lib/storage/stored-file.ts';
import { readStored } from '../support/disk/nested-files.ts';
import { nameOf, storeFile } from '../support/disk/open-test-storage.ts';
import { bodyOf } from '../support/http/body-of.ts';
import { listOfNames } from '../support/node/list-of-names.ts';
import type { StorageHarness } from './storage-contract.ts';

const name = nameOf('a/b/file.txt', 'content');

/** What every storage promises of copies that do not match their names; a part of the contract. */
export function storageQuarantineContract(harness: StorageHarness): void {
  let storage: StorageBackend;
  let reported: [StoredName, string][];

  beforeEach(async () => {
    storage = await harness.open();
    reported = [];
    storage.onCorrupt((...copy) => void reported.push(copy));
  });

  const store = (): Promise<StoredName> => storeFile(storage, 'a/b/file.txt', 'content');

  async function plantCorrupt(content = 'CONTENT'): Promise<string> {
    await harness.plant?.(name, content);
    return (await storage.version(name)) as string;
  }

  /** Verifies the copy, which takes so many bytes of reading. */
  async function verify(bytes = 7): Promise<string> {
    let read = 0;
    const outcome = await storage.verify(name, async (length) => {
      read += length;
    });
    expect(read).toBe(bytes);
    return outcome;
  }

  async function quarantineCorrupt(): Promise<void> {
    expect(await storage.quarantine(name, await plantCorrupt())).toBe('quarantined');
  }

  it('no file is in quarantine at first', () => {
    expect(storage.quarantined.has(name)).toBe(false);
    expect(storage.quarantined.report()).toEqual({ found: 0, replaced: 0, kept: 0, full: false });
  });

  it('a file that is not there is not quarantined', async () => {
    expect(await storage.quarantine(name, '1')).toBe('changed');
  });

  it('a file that is not there is not verified', async () => {
    expect(await verify(0)).toBe('absent');
  });

  it('a file is read and verified again although it was committed', async () => {
    await store();
    expect(await verify()).toBe('intact');
    const stop = async (): Promise<void> => {
      throw new Error('stopped');
    };
    await expect(storage.verify(name, stop)).rejects.toThrow('stopped');
    expect(reported).toEqual([]);
  });

  it('an intact copy of another version is not quarantined', async () => {
    await store();
    expect(await storage.quarantine(name, '0-0-0')).toBe('changed');
    expect(await storage.stateOf(name)).toBe('committed');
    expect(storage.quarantined.report().found).toBe(0);
  });

  describe.skipIf(harness.plant === undefined)('a copy that does not match its name', () => {
    it('is not reported where it is replaced while it is verified', async () => {
      await plantCorrupt();
      expect(await storage.verify(name, async () => harness.plant?.(name, 'content'))).toBe(
        'absent',
      );
      expect(reported).toEqual([]);
    });

    it.each(['CONTENT', 'x'.repeat(500_000), 'x'.repeat(2_000_000)])(
      'is reported with its version by whoever reads all of it (%#)',
      async (content) => {
        const version = await plantCorrupt(content);
        const file = (await storage.open(name)) as StoredFile;
        await expect(file.readAll().then((read) => new Response(read).text())).rejects.toThrow();
        expect(reported).toEqual([[name, version]]);
      },
    );

    it.each([7, 200_000, 1024 * 1024])(
      'is rejected before a byte of it is read, where it has %d bytes',
      async (sizeBytes) => {
        await plantCorrupt('x'.repeat(sizeBytes));
        const file = (await storage.open(name)) as StoredFile;
        await expect(file.readAll()).rejects.toMatchObject({ name: 'CorruptFileError' });
      },
    );

    it('is found by whoever looks for it, and an intact one is not', async () => {
      const version = await plantCorrupt();
      expect(await verify()).toBe('corrupt');
      await harness.plant?.(name, 'content');
      expect(await verify()).toBe('intact');
      expect(reported).toEqual([[name, version]]);
    });

    it('is not reported by the reader of a part', async () => {
      await plantCorrupt();
      const file = (await storage.open(name)) as StoredFile;
      expect(await new Response(file.readRange(1, 2)).text()).toBe('ON');
      expect(reported).toEqual([]);
    });
  });

  const hasQuarantine = harness.plant !== undefined && harness.keepsCorrupt !== true;

  describe.skipIf(!hasQuarantine)('a copy in quarantine', () => {
    it('is gone, and counted', async () => {
      await quarantineCorrupt();
      expect([await storage.stateOf(name), await storage.open(name)]).toEqual([
        'absent',
        undefined,
      ]);
      expect(await listOfNames(storage)).toEqual([]);
      expect(storage.quarantined.has(name)).toBe(true);
      expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 0, kept: 1, full: false });
      expect(await storage.quarantine(name, 'any')).toBe('changed');
    });

    it('is not quarantined once it was replaced', async () => {
      const version = await plantCorrupt();
      await harness.plant?.(name, 'content');
      expect(await storage.quarantine(name, version)).toBe('changed');
      expect(await readStored(storage, name)).toBe('content');
    });

    it('leaves the quarantine when it is stored again', async () => {
      await quarantineCorrupt();
      await store();
      expect(storage.quarantined.has(name)).toBe(false);
      expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
      expect(await readStored(storage, name)).toBe('content');
    });

    it('leaves the quarantine when an intact copy is found and adopted', async () => {
      await quarantineCorrupt();
      await harness.plant?.(name, 'content');
      await storage.adopt(name);
      expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
    });

    it('is counted when an upload replaces it where it is', async () => {
      await plantCorrupt();
      const staged = await storage.stage(bodyOf('content'), 10);
      await staged.prepare(name);
      await staged.commit({ replacing: 'corrupt' });
      await staged.dispose();
      expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 1, kept: 0, full: false });
    });

    it('leaves the quarantine when its name is deleted', async () => {
      await quarantineCorrupt();
      expect(await storage.remove(name)).toBe(true);
      expect(await storage.remove(name)).toBe(false);
      expect(storage.quarantined.has(name)).toBe(false);
      expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 0, kept: 0, full: false });
    });

    it('leaves the quarantine when its name is deleted with others', async () => {
      await quarantineCorrupt();
      const other = await storeFile(storage, 'a/b/other.txt', 'other');
      expect(await storage.removeAll(new Set([other, name]))).toEqual(new Map());
      expect(storage.quarantined.has(name)).toBe(false);
      expect(await listOfNames(storage)).toEqual([]);
    });

    it('is quarantined once more in place of the earlier one', async () => {
      await quarantineCorrupt();
      await quarantineCorrupt();
      expect(storage.quarantined.report()).toEqual({ found: 2, replaced: 0, kept: 1, full: false });
    });
  });
}
