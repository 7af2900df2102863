import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defaultQuarantineLimits } from '../../../../lib/limits/quarantine-limits.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import type { DiskCall } from '../../../support/disk/disk-session.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf, openTestStorage, storeFile } from '../../../support/disk/open-test-storage.ts';
import { textOf } from '../../../support/disk/small-files.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const name = nameOf('a/b/file.txt', 'content');
const path = `.cockatiel/damaged/${name}`;

async function setUp() {
  const disk = createMemoryDisk();
  const storage = await openTestStorage({ files: disk.mount() }, { ms: 60_000 });
  disk.write(name, 'rotten');
  const quarantine = async (): Promise<string> =>
    await storage.quarantine(name, (await storage.version(name)) as string);
  const warn = vi.spyOn(silentLog, 'warn');
  onTestFinished(() => warn.mockRestore());
  return { disk, storage, quarantine, warnings: () => warn.mock.calls.map(([line]) => line) };
}

function failAt(disk: MemoryDisk, operation: DiskCall['operation'], part = ''): void {
  disk.intercept = (call) => {
    if (call.operation === operation && call.path.includes(part)) {
      throw systemError('EIO', call.path);
    }
  };
}

const contentAt = (disk: MemoryDisk, at: string): string => textOf(disk.read(at) as Uint8Array);
const directories = [
  '.cockatiel',
  ...['partial', 'staging', 'uploads'].map((name) => `.cockatiel/${name}`),
];

describe('a copy in quarantine', () => {
  it('is listed by its name, so many at most', async () => {
    const { storage, quarantine } = await setUp();
    expect(storage.quarantined.names(5)).toEqual([]);
    await quarantine();
    expect(storage.quarantined.names(5)).toEqual([name]);
    expect(storage.quarantined.names(0)).toEqual([]);
  });

  it('survives a power cut', async () => {
    const { disk, quarantine } = await setUp();
    expect(await quarantine()).toBe('quarantined');
    disk.crash();
    expect(disk.paths()).toEqual([path]);
    expect(contentAt(disk, path)).toBe('rotten');
  });

  it('survives a power cut although the process was killed when it had moved it', async () => {
    const { disk, quarantine } = await setUp();
    disk.intercept = ({ operation, path: at }) => {
      if (operation === 'syncDirectory' && at.endsWith('damaged/a/b')) disk.kill();
    };
    await quarantine().catch(() => undefined);
    disk.intercept = () => undefined;
    const files = disk.mount();
    await openTestStorage({ files }, { ms: 60_000 });
    // Somebody else syncs the directory that it has left.
    await files.syncDirectory('a/b').catch(() => undefined);
    await files.syncDirectory('');
    disk.crash();
    expect(disk.paths()).toEqual([path]);
  });

  it('is known to be there as soon as it is nowhere else', async () => {
    const { disk, storage, quarantine } = await setUp();
    const known: boolean[] = [];
    disk.intercept = () => {
      if (disk.read(name) === undefined) known.push(storage.quarantined.has(name));
    };
    expect(await quarantine()).toBe('quarantined');
    expect(new Set(known)).toEqual(new Set([true]));
  });

  it('is kept, and known, where another one can not take its place', async () => {
    const { disk, storage, quarantine } = await setUp();
    await quarantine();
    disk.write(name, 'decayed');
    failAt(disk, 'rename');
    await expect(quarantine()).rejects.toMatchObject({ code: 'EIO' });
    expect(storage.quarantined.report()).toMatchObject({ found: 1, kept: 1 });
    expect(contentAt(disk, path)).toBe('rotten');
    expect(contentAt(disk, name)).toBe('decayed');
  });

  it('that was removed does not come back by a power cut', async () => {
    const { disk, storage, quarantine } = await setUp();
    await quarantine();
    await storage.remove(name);
    disk.crash();
    expect(disk.paths()).toEqual([]);
  });

  it('stays until it can be removed, although an intact copy has come', async () => {
    const { disk, storage, quarantine, warnings } = await setUp();
    await quarantine();
    failAt(disk, 'remove', 'damaged');
    await storeFile(storage, 'a/b/file.txt', 'content');
    expect(warnings()).toContain('a corrupt copy can not be removed from quarantine');
    expect(storage.quarantined.report()).toEqual({ found: 1, replaced: 1, kept: 1, full: false });
    await expect(storage.remove(name)).rejects.toMatchObject({ code: 'EIO' });
    expect(disk.read(name)).toBe(undefined);
    disk.intercept = () => undefined;
    expect(await storage.remove(name)).toBe(true);
    expect(disk.paths()).toEqual([]);
  });

  it('is forgotten with its directory, and a start goes on that can not list it', async () => {
    const { disk, storage, quarantine, warnings } = await setUp();
    await quarantine();
    failAt(disk, 'entries');
    const again = await openTestStorage({ files: disk.mount() }, { ms: 60_000 });
    expect(warnings()).toContain('the corrupt copies in quarantine could not be listed');
    expect(again.quarantined.report().kept).toBe(0);
    expect(storage.quarantined.report().kept).toBe(1);
  });

  it('that was put there by hand at another path is left alone', async () => {
    const { disk } = await setUp();
    const below = nameOf(`${name}/below.txt`, 'below');
    disk.write(`.cockatiel/damaged/notes.txt`, 'by hand');
    disk.write(`.cockatiel/damaged/${below}`, 'by hand');
    const again = await openTestStorage({ files: disk.mount() }, { ms: 60_000 });
    expect(again.quarantined.report().kept).toBe(0);
    expect(disk.paths()).toContain('.cockatiel/damaged/notes.txt');
  });
});

it('a quarantine that is full says so once, and again when it had space meanwhile', async () => {
  const disk = createMemoryDisk();
  const limits = { ...defaultQuarantineLimits, maxCopies: 1 };
  const storage = await openTestStorage({ files: disk.mount() }, { ms: 60_000 }, {}, limits);
  const error = vi.spyOn(silentLog, 'error');
  onTestFinished(() => error.mockRestore());
  const names = ['1', '2', '3'].map((content) => nameOf('file.txt', content));
  async function quarantineAll(): Promise<number> {
    for (const one of names) {
      disk.write(one, 'rotten');
      await storage.quarantine(one, (await storage.version(one)) as string);
    }
    return error.mock.calls.length;
  }
  expect(await quarantineAll()).toBe(1);
  expect(error.mock.lastCall?.[0]).toBe(
    'the quarantine is full; corrupt copies stay where they are',
  );
  await storage.remove(names[0] as StoredName);
  expect(await quarantineAll()).toBe(2);
});

describe('a copy that can not be quarantined', () => {
  it.each(['makeDirectory', 'syncDirectory', 'rename'] as const)(
    'because of a failing %s stays, and leaves no empty directory',
    async (operation) => {
      const { disk, storage, quarantine } = await setUp();
      failAt(disk, operation, 'damaged/a');
      await expect(quarantine()).rejects.toMatchObject({ code: 'EIO' });
      expect(contentAt(disk, name)).toBe('rotten');
      expect(disk.directories()).toEqual([...directories, 'a', 'a/b'].sort());
      expect(storage.quarantined.report()).toEqual({ found: 0, replaced: 0, kept: 0, full: false });
    },
  );

  it('durably is quarantined for now, and may be back after a power cut', async () => {
    const { disk, storage, quarantine } = await setUp();
    failAt(disk, 'syncDirectory', 'damaged/a/b');
    expect(await quarantine()).toBe('quarantined');
    expect(storage.quarantined.has(name)).toBe(true);
    expect(disk.paths()).toEqual([path]);
    disk.crash();
    expect(disk.paths()).toEqual([name]);
  });

  it('with its time is quarantined all the same, and so is one whose directory stays', async () => {
    const { disk, quarantine } = await setUp();
    disk.intercept = ({ operation }) => {
      if (operation === 'setModified' || operation === 'removeDirectory') {
        throw systemError('EPERM', '');
      }
    };
    expect(await quarantine()).toBe('quarantined');
    expect(disk.directories()).toContain('a/b');
  });
});
