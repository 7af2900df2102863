import { beforeEach, describe, expect, it } from 'vitest';
import { ObjectStoreError } from '../../../../lib/errors/domain-errors.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { type CopyPlaces, createCopyPlaces } from '../../../support/objects/copy-places.ts';

const [a, b, gone] = [
  nameOf('a.txt', 'a'),
  nameOf('dir/b', 'b'.repeat(1_500_000)),
  nameOf('c', 'c'),
];

let places: CopyPlaces;
let disk: CopyPlaces['disk'];
let queue: CopyPlaces['queue'];
let store: CopyPlaces['store'];

beforeEach(() => {
  places = createCopyPlaces();
  ({ disk, queue, store } = places);
});

const loggedDeletions = (): string | undefined => {
  const bytes = queue.read('deletion.log');
  return bytes && new TextDecoder().decode(bytes);
};

describe('a copy from a bucket', () => {
  beforeEach(async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    queue.write('deletion.log', `${gone}\n`);
    await places.toBucket();
    disk.wipe('');
    queue.wipe('deletion.log');
  });

  it('has the files', async () => {
    expect(await places.toDisk()).toEqual([`copied ${a}`, `copied ${b}`, `deletion ${gone}`]);
    expect(disk.read(b)?.length).toBe(1_500_000);
    expect(loggedDeletions()).toBe(`${gone}\n`);
  });

  it('copies nothing twice, and writes no deletion that is recorded', async () => {
    await places.toDisk();
    queue.intercept = ({ operation, path }) => {
      if (['append', 'create', 'rename'].includes(operation)) throw systemError('EROFS', path);
    };
    expect(await places.toDisk()).toEqual([`present ${a}`, `present ${b}`]);
    queue.intercept = () => undefined;
    await store.markDeleted(a);
    expect(await places.toDisk()).toEqual([`deletion ${a}`, `present ${b}`]);
    expect(loggedDeletions()).toBe(`${gone}\n${a}\n`);
    expect(disk.read(a)).toBeUndefined();
  });

  it.each([undefined, 'without queue'] as const)(
    'has no file that is deleted there meanwhile (%s)',
    async (use) => {
      store.onCall = async (operation, key) => {
        if (operation !== 'get' || key !== b) return undefined;
        await expect.poll(() => disk.read(a)).toBeDefined();
        await store.markDeleted(a);
        return undefined;
      };
      const deletions = use === undefined ? [`deletion ${a}`, `deletion ${gone}`] : [];
      expect(await places.toDisk(use)).toEqual([`copied ${a}`, `copied ${b}`, ...deletions]);
      expect(disk.read(a)).toBeUndefined();
      expect(loggedDeletions()).toBe(use === undefined ? `${gone}\n${a}\n` : undefined);
    },
  );

  it.each([
    ['before it is read', 1],
    ['while it is read', 2],
  ])('has the deletion of an object that is deleted %s', async (_, request) => {
    let requests = 0;
    store.onCall = async (operation, key) => {
      if (operation !== 'get' || key !== b) return undefined;
      requests += 1;
      if (requests === request) await store.markDeleted(b);
      else store.breakAfterBytes = 600_000;
      return undefined;
    };
    expect(await places.toDisk()).toEqual(
      [`copied ${a}`, `deleted ${b}`, `deletion ${b}`, `deletion ${gone}`].toSorted(),
    );
    expect(disk.read(b)).toBeUndefined();
  });

  it('takes a copy for one that was found there, and replaces a corrupt one', async () => {
    disk.write(a, 'aa');
    expect(await places.toDisk()).toContain(`replaced ${a}`);
    expect(new TextDecoder().decode(disk.read(a))).toBe('a');
  });

  it('leaves out a corrupt object', async () => {
    store.plant(a, 'x');
    store.plant(b, 'x'.repeat(1_500_000));
    expect(await places.toDisk()).toEqual([`corrupt ${a}`, `corrupt ${b}`, `deletion ${gone}`]);
    expect(disk.paths().filter((path) => !path.startsWith('.cockatiel'))).toEqual([]);
  });

  it('leaves out an object that the store does not give out, and goes on', async () => {
    const empty = nameOf('empty', '');
    store.plant(empty, '');
    const failing = new Set<string>([a, empty]);
    store.onCall = (operation, key) => {
      if (!failing.has(key) || !['get', 'head'].includes(operation)) return undefined;
      throw new ObjectStoreError({ code: 'InvalidObjectState', detail: 'no', isTransient: false });
    };
    expect(await places.toDisk()).toEqual([
      `copied ${b}`,
      `deletion ${gone}`,
      `unreadable ${a} (why)`,
      `unreadable ${empty} (why)`,
    ]);
    failing.clear();
    expect(await places.toDisk()).toEqual(
      [`copied ${a}`, `copied ${empty}`, `present ${b}`].toSorted(),
    );
  });

  it.each(['get', 'head'])('ends where the store fails at a %s and altogether', async (call) => {
    store.plant(nameOf('empty', ''), '');
    let isDown = false;
    store.onCall = (operation) => {
      isDown ||= operation === call;
      return isDown ? 'before' : undefined;
    };
    await expect(places.toDisk()).rejects.toMatchObject({ code: 'SlowDown' });
  });

  it('leaves out a name that the disk refuses', async () => {
    disk.intercept = ({ operation, path }) => {
      if (operation === 'makeDirectory' && path === 'dir') throw systemError('EINVAL', path);
    };
    expect(await places.toDisk()).toEqual([
      `copied ${a}`,
      `deletion ${gone}`,
      `refused ${b} (why)`,
    ]);
  });
});
