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

describe('a copy to a bucket', () => {
  it('has the files, and the deletions before them', async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    disk.write(gone, 'c');
    disk.write('README', 'no stored file');
    expect(await places.toBucket(gone)).toEqual(
      [`copied ${a}`, `copied ${b}`, `deletion ${gone}`, `deleted ${gone}`, 'other README'].sort(),
    );
    expect(store.objects.get(a)?.bytes).toEqual(new TextEncoder().encode('a'));
    expect(store.objects.get(gone)?.isDeleted).toBe(true);
  });

  it('reads nothing again that is there, and replaces what is corrupt', async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    await places.toBucket();
    expect(await places.toBucket()).toEqual([`present ${a}`, `present ${b}`]);
    store.plant(a, 'xyz');
    expect(await places.toBucket()).toEqual([`present ${b}`, `replaced ${a}`]);
  });

  it('leaves out what is not right, and says so', async () => {
    disk.write(a, 'x');
    disk.write(b, 'b');
    disk.intercept = ({ operation, path }) => {
      if (operation === 'open' && path === b) throw systemError('EACCES', path);
    };
    expect(await places.toBucket()).toEqual([`corrupt ${a}`, `unreadable ${b} (why)`]);
    expect(store.objects.size).toBe(0);
  });

  it('goes on where a file can not be looked at', async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    disk.intercept = ({ operation, path }) => {
      if (operation === 'stat' && path === a) throw systemError('EIO', path);
    };
    expect(await places.toBucket()).toEqual([`copied ${b}`, `unreadable ${a} (why)`]);
    disk.intercept = () => {
      throw new TypeError('a defect');
    };
    await expect(places.toBucket()).rejects.toThrow(TypeError);
  });

  it('leaves out a name that the bucket can not hold, or not replace', async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    store.plant(b, '');
    store.onCall = (operation, key) => {
      if (operation !== 'putIfAbsent' || key !== a) return undefined;
      throw new ObjectStoreError({ code: 'KeyTooLongError', detail: 'no', isTransient: false });
    };
    expect(await places.toBucket()).toEqual([`refused ${a} (why)`, `refused ${b} (why)`]);
  });

  it('passes over a file that goes while it is listed', async () => {
    disk.write(a, 'a');
    disk.intercept = ({ operation, path }) => {
      if (operation === 'stat' && path === a) disk.wipe(a);
    };
    expect(await places.toBucket()).toEqual([`unreadable ${a} (why)`]);
  });

  it('ends when it is interrupted, and between two batches of deletions', async () => {
    places.controller.abort(new Error('interrupted'));
    await expect(places.toBucket(gone)).rejects.toThrow('interrupted');
    disk.write(a, 'a');
    await expect(places.toBucket()).rejects.toThrow('interrupted');
  });

  it('records very many deletions', async () => {
    const names = Array.from({ length: 2001 }, (_, index) => nameOf(`n${index}`, 'x'));
    expect(await places.toBucket(...names)).toHaveLength(2001);
  });

  it('ends where the bucket fails', async () => {
    disk.write(a, 'a');
    store.onCall = () => 'before';
    await expect(places.toBucket()).rejects.toThrow();
  });
});
