import { describe, expect, it } from 'vitest';
import { systemError } from '../support/disk/memory-tree.ts';
import { createCorruptCluster, get, onDisk, report } from '../support/node/corrupt-cluster.ts';

describe('a disk that can not read a file', () => {
  it('costs its reader nothing as long as a peer has it, and the copy stays', async () => {
    const made = await createCorruptCluster();
    const before = made.b.storageDisk.read(made.path.slice(1));
    made.b.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'read' && path === made.path.slice(1)) throw systemError('EIO', path);
    };
    expect(await get(made.b, made)).toBe('200 intact');
    expect(made.b.storageDisk.read(made.path.slice(1))).toEqual(before);
    expect(report(made.b)).toEqual({ found: 0, replaced: 0, kept: 0, full: false });
    made.cluster.cut('a', 'b');
    made.b.clock.ms += 15_000;
    expect(await get(made.b, made)).toBe('500 Internal server error.');
    expect(made.b.storageDisk.openFileCount).toBe(0);
  });

  it('for another reason is a 500 at once', async () => {
    const made = await createCorruptCluster();
    made.b.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'read') throw systemError('EPERM', path);
    };
    const { length } = made.cluster.requests;
    expect(await get(made.b, made)).toBe('500 Internal server error.');
    expect(made.cluster.requests).toHaveLength(length);
  });
});

describe('a file that somebody has removed', () => {
  it('comes back for its reader', async () => {
    const made = await createCorruptCluster();
    made.b.storageDisk.wipe(made.path.slice(1));
    expect(await get(made.b, made)).toBe('200 intact');
    expect(onDisk(made.b, made)).toBe(true);
  });

  it('leaves the inventory when a reader misses it, so that peers send it', async () => {
    const made = await createCorruptCluster();
    made.b.storageDisk.wipe(made.path.slice(1));
    made.cluster.cut('a', 'b');
    expect(made.b.ctx.inventory.stored.size).toBe(1);
    expect(await get(made.b, made)).toBe('404 There is no such file.');
    expect(made.b.ctx.inventory.stored.size).toBe(0);
  });

  it('stays in the inventory while the storage is not in its place', async () => {
    const made = await createCorruptCluster();
    made.b.storageDisk.wipe('');
    made.cluster.cut('a', 'b');
    expect(await get(made.b, made)).toBe('404 There is no such file.');
    expect(made.b.ctx.inventory.stored.size).toBe(1);
  });
});
