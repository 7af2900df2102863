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

describe('a copy to a bucket', () => {
  it('has the files, and the deletions before them', async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    disk.write(gone, 'c');
    disk.write('README', 'no stored file');
    queue.write('deletion.log', `${gone}\n`);
    expect(await places.toBucket()).toEqual(
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
    disk.intercept = ({ operation }) => {
      if (operation === 'stat') throw new TypeError('a defect');
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

  it.each(['stat', 'open'])(
    'lacks a file that goes before its %s, without a deletion',
    async (call) => {
      disk.write(a, 'a');
      disk.intercept = ({ operation, path }) => {
        if (operation === call && path === a) disk.wipe(a);
      };
      expect(await places.toBucket()).toEqual([`unreadable ${a} (why)`]);
    },
  );

  it.each(['stat', 'open'])('has the deletion of a file that goes before its %s', async (call) => {
    disk.write(a, 'a');
    disk.intercept = ({ operation, path }) => {
      if (operation !== call || path !== a) return;
      queue.write('deletion.log', `${a}\n`);
      disk.wipe(a);
    };
    expect(await places.toBucket()).toEqual([`deleted ${a}`, `deletion ${a}`]);
    expect(store.objects.get(a)?.isDeleted).toBe(true);
  });

  it('has deletions that come while files are copied, and while deletions are', async () => {
    disk.write(a, 'a');
    disk.write(b, 'b'.repeat(1_500_000));
    store.onCall = (operation, key) => {
      const isStored = operation === 'putIfAbsent' && store.objects.has(a);
      if (isStored) queue.write('deletion.log', `${a}\n`);
      if (operation === 'markDeleted' && key === a) queue.write('deletion.log', `${a}\n${b}\n`);
      return undefined;
    };
    const expected = ['copied', 'deletion'].flatMap((kind) => [`${kind} ${a}`, `${kind} ${b}`]);
    expect(await places.toBucket()).toEqual(expected);
    for (const name of [a, b]) expect(store.objects.get(name)?.isDeleted).toBe(true);
  });

  it('ends although there are new deletions all the time', async () => {
    const names = Array.from({ length: 9 }, (_, index) => nameOf(`n${index}`, 'x'));
    let known = 1;
    const write = (): void => queue.write('deletion.log', `${names.slice(0, known).join('\n')}\n`);
    write();
    store.onCall = (operation) => {
      if (operation === 'markDeleted') known += 1;
      write();
      return undefined;
    };
    expect(await places.toBucket()).toHaveLength(6);
  });

  it('has no deletions without a queue directory', async () => {
    disk.write(a, 'a');
    queue.write('deletion.log', `${a}\n`);
    expect(await places.toBucket('without queue')).toEqual([`copied ${a}`]);
  });

  it('ends when it is interrupted, and between two batches of deletions', async () => {
    places.controller.abort(new Error('interrupted'));
    disk.write(a, 'a');
    await expect(places.toBucket()).rejects.toThrow('interrupted');
    queue.write('deletion.log', `${gone}\n`);
    await expect(places.toBucket()).rejects.toThrow('interrupted');
  });

  it('records very many deletions', async () => {
    const names = Array.from({ length: 2001 }, (_, index) => nameOf(`n${index}`, 'x'));
    queue.write('deletion.log', names.map((name) => `${name}\n`).join(''));
    expect(await places.toBucket()).toHaveLength(2001);
    expect(await places.toBucket()).toEqual([]);
  });

  it('ends where the bucket fails', async () => {
    disk.write(a, 'a');
    store.onCall = () => 'before';
    await expect(places.toBucket()).rejects.toThrow();
  });
});
