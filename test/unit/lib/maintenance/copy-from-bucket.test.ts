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
let store: CopyPlaces['store'];

beforeEach(() => {
  places = createCopyPlaces();
  ({ disk, store } = places);
});

describe('a copy from a bucket', () => {
  beforeEach(async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    await places.toBucket(gone);
    disk.wipe('');
  });

  it('has the files', async () => {
    expect(await places.toDisk()).toEqual([`copied ${a}`, `copied ${b}`, `deletion ${gone}`]);
    expect(disk.read(b)?.length).toBe(1_500_000);
    expect(await places.toDisk()).toEqual([`deletion ${gone}`, `present ${a}`, `present ${b}`]);
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
      [`copied ${a}`, `copied ${empty}`, `deletion ${gone}`, `present ${b}`].toSorted(),
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
