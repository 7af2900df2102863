import { describe, expect, it } from 'vitest';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import {
  adoptedNames,
  setUpAdoption,
  type TestAdoption,
} from '../../../support/node/set-up-adoption.ts';

const { a, b, c } = adoptedNames;

function textAt({ disk }: TestAdoption, path: string): string {
  return new TextDecoder().decode(disk.read(path));
}

describe('what is adopted', () => {
  it('is every stored file, by its name, with its content and its time', async () => {
    const adoption = await setUpAdoption();
    const large = 'x'.repeat(500_000);
    const largeName = nameOf('large', large);
    adoption.source.write(largeName, large);
    adoption.source.write(nameOf('empty', ''), '');
    const found = await adoption.adopt();
    const all = [a, b, c, nameOf('empty', ''), largeName];
    expect(found).toEqual(all.map((name) => `adopted ${name}`));
    expect(adoption.stored()).toEqual(all);
    expect(textAt(adoption, largeName)).toBe(large);
    expect(adoption.copiedBytes()).toBe(500_003);
    expect((await adoption.disk.mount().stat(a))?.modifiedMs).toBe(13_000);
  });

  it('survives a power cut right behind the run', async () => {
    const adoption = await setUpAdoption();
    await adoption.adopt();
    adoption.disk.crash();
    await adoption.reopen();
    expect(adoption.stored()).toEqual([a, b, c]);
    for (const name of [a, b, c]) expect(await adoption.storage().stateOf(name)).toBe('intact');
  });

  it('is spelled on disk as the storage spells it, wherever it lies in the source', async () => {
    const adoption = await setUpAdoption();
    const [photo, thumb] = [nameOf('photo.jpg', 'photo'), nameOf('thumb.jpg', 'thumb')];
    adoption.source.write(photo, 'photo');
    adoption.source.write(`${photo}~.d/${thumb}`, 'thumb');
    adoption.source.write(`${b}/${thumb}`.replace('dir/', ''), 'thumb');
    await adoption.adopt();
    const old = b.replace('dir/', '');
    expect(adoption.stored()).toEqual(
      [a, b, c, `${old}~.d/${thumb}`, photo, `${photo}~.d/${thumb}`].sort(),
    );
  });

  it('is named below the top of each storage that the source has below it', async () => {
    const { source, ...adoption } = await setUpAdoption({});
    for (const node of ['one/storage', 'two/storage']) source.write(`${node}/.cockatiel/id`, 'id');
    source.write(`one/storage/${a}`, 'a');
    source.write(`two/storage/${b}`, 'b');
    source.write(`three/${c}`, 'c');
    await adoption.adopt();
    expect(adoption.stored()).toEqual([a, b, `three/${c}`]);
  });

  it('is one file of two copies that the source has', async () => {
    const adoption = await setUpAdoption({});
    const [photo, thumb] = [nameOf('photo.jpg', 'photo'), nameOf('thumb.jpg', 'thumb')];
    for (const directory of [photo, `${photo}~.d`]) {
      adoption.source.write(`${directory}/${thumb}`, 'thumb');
    }
    const kinds = (await adoption.adopt()).map((line) => line.split(' ')[0]);
    expect(kinds).toEqual(['adopted', 'present']);
    expect(adoption.stored()).toEqual([`${photo}~.d/${thumb}`]);
  });

  it('takes the place of a corrupt copy', async () => {
    const adoption = await setUpAdoption();
    adoption.disk.write(b, 'rot');
    expect(await adoption.adopt()).toEqual([`adopted ${a}`, `adopted ${c}`, `replaced ${b}`]);
    expect(textAt(adoption, b)).toBe('b');
  });
});

describe('what is left alone', () => {
  it('is a file with another content than its name speaks of', async () => {
    const adoption = await setUpAdoption();
    adoption.source.write(b, 'not b');
    expect(await adoption.adopt()).toEqual([`adopted ${a}`, `adopted ${c}`, `corrupt ${b}`]);
    expect(adoption.disk.paths()).toEqual([a, c]);
  });

  it('is a corrupt copy where the source has no better one', async () => {
    const adoption = await setUpAdoption();
    adoption.disk.write(b, 'rot');
    adoption.source.write(b, 'other rot');
    expect(await adoption.adopt()).toContain(`corrupt ${b}`);
    expect(textAt(adoption, b)).toBe('rot');
  });

  it('is what was deleted', async () => {
    const adoption = await setUpAdoption();
    adoption.tombstones.add(b);
    expect(await adoption.adopt()).toEqual([`adopted ${a}`, `adopted ${c}`, `deleted ${b}`]);
    expect(adoption.stored()).toEqual([a, c]);
  });

  it('is what is there already, which is made durable, and nothing is copied', async () => {
    const adoption = await setUpAdoption();
    await adoption.adopt();
    await adoption.reopen();
    expect(await adoption.adopt()).toEqual([a, b, c].map((name) => `present ${name}`));
    expect(adoption.copiedBytes()).toBe(3);
  });

  it('is made durable where another run was killed before it was', async () => {
    const adoption = await setUpAdoption({ a });
    const { disk } = adoption;
    disk.intercept = ({ operation, path }) => {
      if (operation === 'syncDirectory' && path === 'dir') disk.kill();
    };
    await expect(adoption.adopt()).rejects.toThrow();
    disk.intercept = () => undefined;
    expect(adoption.stored()).toEqual([a]);
    await adoption.reopen();
    expect(await adoption.adopt()).toEqual([`present ${a}`]);
    disk.crash();
    expect(adoption.stored()).toEqual([a]);
  });

  it('is no stored file', async () => {
    const adoption = await setUpAdoption();
    const others = ['notes.txt', `_private/${a}`, '.bashrc'];
    for (const path of others) adoption.source.write(path, 'other');
    const found = await adoption.adopt();
    expect(found.filter((line) => line.startsWith('other'))).toEqual(
      others.map((path) => `other ${path}`).sort(),
    );
    expect(adoption.stored()).toEqual([a, b, c]);
  });

  it.each(['open', 'read'] as const)('is a file that fails to %s', async (failing) => {
    const adoption = await setUpAdoption();
    adoption.source.intercept = ({ operation, path }) => {
      if (operation === failing && path === b) throw systemError('EIO', path);
    };
    const reasons: unknown[] = [];
    const found = await adoption.adopt(({ error }) => void (error && reasons.push(error)));
    expect(found).toEqual([`adopted ${a}`, `adopted ${c}`, `unreadable ${b}`]);
    expect(reasons).toEqual([expect.objectContaining({ message: expect.stringMatching(/EIO/u) })]);
    expect(adoption.source.openFileCount).toBe(0);
  });

  it('is a directory that can not be read, and a file that goes meanwhile', async () => {
    const adoption = await setUpAdoption();
    adoption.source.write(`private/${a}`, 'a');
    adoption.source.intercept = ({ operation, path }) => {
      if (operation === 'entries' && path === 'private') throw systemError('EACCES', path);
      if (operation === 'open' && path === b) adoption.source.wipe(b);
    };
    expect(await adoption.adopt()).toEqual(
      [`adopted ${a}`, `adopted ${c}`, 'unreadable private', `unreadable ${b}`].sort(),
    );
  });

  it('is what the disk of the storage can not hold', async () => {
    const adoption = await setUpAdoption();
    const [odd, below] = [nameOf('x:y', 'odd'), nameOf('file/below', 'below')];
    adoption.source.write(odd, 'odd');
    adoption.source.write(below, 'below');
    adoption.disk.write('file', 'in the place of a directory');
    adoption.disk.intercept = ({ operation, path }) => {
      if (operation === 'rename' && path === odd) throw systemError('EINVAL', path);
      if (operation === 'write' && path === '.cockatiel/staging/1') {
        throw systemError('EFBIG', path);
      }
    };
    const kinds = (await adoption.adopt()).map((line) => line.replace(/ .*/u, ''));
    expect(kinds).toEqual(['adopted', 'adopted', 'refused', 'refused', 'refused']);
    expect(adoption.stored()).toHaveLength(3);
  });
});
