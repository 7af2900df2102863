import { describe, expect, it } from 'vitest';
import { atEveryDiskCall } from '../../../support/disk/faults.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { adoptedNames, setUpAdoption } from '../../../support/node/set-up-adoption.ts';

const { b } = adoptedNames;

describe('a run that can not go on', () => {
  it.each(['ENOSPC', 'EIO', 'EACCES'])('ends where the storage fails with %s', async (code) => {
    const adoption = await setUpAdoption();
    adoption.disk.intercept = ({ operation, path }) => {
      if (operation === 'write' && path.startsWith('.cockatiel/')) throw systemError(code, path);
    };
    await expect(adoption.adopt()).rejects.toMatchObject({ code });
    adoption.disk.intercept = () => undefined;
    expect(adoption.disk.paths()).toEqual([]);
  });

  it('ends where the source vanishes', async () => {
    const { source, ...adoption } = await setUpAdoption();
    source.intercept = ({ operation, path }) => {
      if (operation === 'open' && path === b) source.wipe('');
    };
    await expect(adoption.adopt()).rejects.toMatchObject({ name: 'DirectoryVanishedError' });
  });

  it('ends soon when it is interrupted, and leaves nothing half', async () => {
    const adoption = await setUpAdoption({});
    const large = 'x'.repeat(1_000_000);
    for (let count = 0; count < 100; count += 1) {
      adoption.source.write(nameOf(`${count}`, large), large);
    }
    let written = 0;
    adoption.disk.intercept = ({ operation, path }) => {
      if (operation === 'write' && path.startsWith('.cockatiel/staging/')) written += 1;
      if (written === 100) adoption.interrupt.abort(new Error('interrupted'));
    };
    await expect(adoption.adopt()).rejects.toThrow('interrupted');
    expect(written).toBeLessThan(120);
    const stored = adoption.stored();
    expect(stored.length).toBeGreaterThan(0);
    expect(adoption.disk.paths()).toEqual(stored);
    for (const path of stored) expect(adoption.disk.read(path)).toHaveLength(large.length);
    expect(adoption.source.openFileCount + adoption.disk.openFileCount).toBe(0);
  });

  it('leaves each file whole or absent where the power is cut, and a next run does the rest', async () => {
    const calls = await atEveryDiskCall(async (nth) => {
      const adoption = await setUpAdoption();
      const { disk } = adoption;
      let count = 0;
      disk.intercept = () => {
        count += 1;
        if (count === nth) disk.crash();
      };
      await adoption.adopt().catch(() => undefined);
      disk.intercept = () => undefined;
      await adoption.reopen();
      for (const name of Object.values(adoptedNames)) {
        expect(await adoption.storage().stateOf(name)).toMatch(/^(?:absent|intact)$/u);
      }
      await adoption.adopt();
      expect(adoption.stored()).toEqual(Object.values(adoptedNames));
      return count >= nth;
    });
    expect(calls).toBeGreaterThan(20);
  });

  it('rejects with a defect of the program', async () => {
    const adoption = await setUpAdoption();
    adoption.source.intercept = ({ operation }) => {
      if (operation === 'open') throw new Error('a defect');
    };
    await expect(adoption.adopt()).rejects.toThrow('a defect');
  });
});

it('never changes the source', async () => {
  const adoption = await setUpAdoption();
  const stateOf = async (): Promise<unknown> => {
    const files = adoption.source.mount();
    const paths = [...adoption.source.paths(), ...adoption.source.directories()];
    return await Promise.all(paths.map(async (path) => [path, await files.stat(path)]));
  };
  adoption.source.write(b, 'not b');
  const before = await stateOf();
  await adoption.adopt();
  await adoption.adopt();
  expect(await stateOf()).toEqual(before);
});
