import { beforeEach, describe, expect, it } from 'vitest';
import { createBucketOrigin } from '../../../../lib/maintenance/bucket-origin.ts';
import { type CopyOrigin, copyFiles } from '../../../../lib/maintenance/copy-files.ts';
import { createDirectoryOrigin } from '../../../../lib/maintenance/directory-origin.ts';
import { readTombstones } from '../../../../lib/maintenance/read-tombstones.ts';
import { openDeletionRecorder } from '../../../../lib/maintenance/record-deletions.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf, openTestStorage } from '../../../support/disk/open-test-storage.ts';
import { silentLog } from '../../../support/node/silent-log.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

const [a, b, gone] = [
  nameOf('a.txt', 'a'),
  nameOf('dir/b', 'b'.repeat(1_500_000)),
  nameOf('c', 'c'),
];

let disk: MemoryDisk;
let store: MemoryObjectStore;
let controller: AbortController;

beforeEach(() => {
  disk = createMemoryDisk();
  store = createMemoryObjectStore();
  controller = new AbortController();
});

const reading = () => ({ onRead: () => undefined, signal: controller.signal });

async function* listOf(...names: StoredName[]): AsyncGenerator<StoredName> {
  yield* names;
}

function directory(...deleted: StoredName[]): CopyOrigin {
  return createDirectoryOrigin(disk.mount(), () => listOf(...deleted), reading());
}

/** Copies into the bucket, and returns what was done with each. */
async function toBucket(origin: CopyOrigin): Promise<readonly string[]> {
  const { storage, journal } = await openTestObjects(store);
  const found: string[] = [];
  await copyFiles({
    origin,
    target: {
      storage,
      stage: storage.stageContent,
      tombstones: journal.tombstones,
      async recordDeletions(names) {
        for (const name of names) await journal.append({ op: 'DELETE', name, seconds: 0 });
      },
    },
    onFinding: ({ kind, path }) => void found.push(`${kind} ${path}`),
    signal: controller.signal,
  });
  return found.sort();
}

/** Copies from the bucket to the disk. */
async function toDisk(): Promise<readonly string[]> {
  const { storage } = await openTestObjects(store);
  const target = await openTestStorage({ files: disk.mount() });
  const found: string[] = [];
  await copyFiles({
    origin: createBucketOrigin(store, storage, reading()),
    target: {
      storage: target,
      stage: ({ read }, isText) => target.stage(read(), Infinity, isText),
      tombstones: { has: async () => false },
      recordDeletions: async () => undefined,
    },
    onFinding: ({ kind, path, error }) =>
      void found.push(`${kind} ${path}${error === undefined ? '' : ' (why)'}`),
    signal: controller.signal,
  });
  return found.sort();
}

describe('a copy to a bucket', () => {
  it('has the files, and the deletions before them', async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    disk.write(gone, 'c');
    disk.write('README', 'no stored file');
    expect(await toBucket(directory(gone))).toEqual(
      [`copied ${a}`, `copied ${b}`, `deletion ${gone}`, `deleted ${gone}`, 'other README'].sort(),
    );
    expect(store.objects.get(a)?.bytes).toEqual(new TextEncoder().encode('a'));
    expect(store.objects.get(gone)?.isDeleted).toBe(true);
  });

  it('reads nothing again that is there, and replaces what is corrupt', async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    await toBucket(directory());
    expect(await toBucket(directory())).toEqual([`present ${a}`, `present ${b}`]);
    store.plant(a, 'xyz');
    expect(await toBucket(directory())).toEqual([`present ${b}`, `replaced ${a}`]);
  });

  it('leaves out what is not right, and says so', async () => {
    disk.write(a, 'x');
    disk.write(b, 'b');
    disk.intercept = ({ operation, path }) => {
      if (operation === 'open' && path === b) throw systemError('EACCES', path);
    };
    expect(await toBucket(directory())).toEqual([`corrupt ${a}`, `unreadable ${b}`]);
    expect(store.objects.size).toBe(0);
  });

  it('passes over a file that goes while it is listed', async () => {
    disk.write(a, 'a');
    disk.intercept = ({ operation, path }) => {
      if (operation === 'stat' && path === a) disk.wipe(a);
    };
    expect(await toBucket(directory())).toEqual([`unreadable ${a}`]);
  });

  it('ends when it is interrupted, and between two batches of deletions', async () => {
    controller.abort(new Error('interrupted'));
    await expect(toBucket(directory(gone))).rejects.toThrow('interrupted');
    disk.write(a, 'a');
    await expect(toBucket(directory())).rejects.toThrow('interrupted');
  });

  it('records very many deletions', async () => {
    const names = Array.from({ length: 2001 }, (_, index) => nameOf(`n${index}`, 'x'));
    expect(await toBucket(directory(...names))).toHaveLength(2001);
  });

  it('ends where the bucket fails', async () => {
    disk.write(a, 'a');
    store.onCall = () => 'before';
    await expect(toBucket(directory())).rejects.toThrow();
  });
});

describe('a copy from a bucket', () => {
  beforeEach(async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    await toBucket(directory(gone));
    disk = createMemoryDisk();
  });

  it('has the files', async () => {
    expect(await toDisk()).toEqual([`copied ${a}`, `copied ${b}`, `deletion ${gone}`]);
    expect(disk.read(b)?.length).toBe(1_500_000);
    expect(await toDisk()).toEqual([`deletion ${gone}`, `present ${a}`, `present ${b}`]);
  });

  it('takes a copy for one that was found there, and replaces a corrupt one', async () => {
    disk.write(a, 'aa');
    expect(await toDisk()).toContain(`replaced ${a}`);
    expect(new TextDecoder().decode(disk.read(a))).toBe('a');
  });

  it('leaves out a corrupt object', async () => {
    store.plant(a, 'x');
    store.plant(b, 'x'.repeat(1_500_000));
    expect(await toDisk()).toEqual([`corrupt ${a}`, `corrupt ${b}`, `deletion ${gone}`]);
    expect(disk.paths().filter((path) => !path.startsWith('.cockatiel'))).toEqual([]);
  });

  it('leaves out a name that the disk refuses', async () => {
    disk.intercept = ({ operation, path }) => {
      if (operation === 'makeDirectory' && path === 'dir') throw systemError('EINVAL', path);
    };
    expect(await toDisk()).toEqual([`copied ${a}`, `deletion ${gone}`, `refused ${b} (why)`]);
  });
});

describe('deletions', () => {
  it('are added to those that the log has, whether or not it ends with a line', async () => {
    disk.write('deletion.log', `${a}\n${b}`);
    const recorder = await openDeletionRecorder(disk.mount());
    await recorder.record([gone]);
    await recorder.close();
    disk.crash();
    const tombstones = await readTombstones(disk.mount(), silentLog);
    for (const name of [a, b, gone]) expect(await tombstones.has(name)).toBe(true);
  });

  it('begin a log where there is none', async () => {
    const recorder = await openDeletionRecorder(disk.mount());
    await recorder.record([gone]);
    await recorder.record([a]);
    await recorder.close();
    expect(new TextDecoder().decode(disk.read('deletion.log'))).toBe(`${gone}\n${a}\n`);
  });
});
