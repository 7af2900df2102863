import { describe, expect, it } from 'vitest';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const photo = `photo_1700000000_${sha1Of('photo')}`;
const thumb = `thumb_1700000000_${sha1Of('thumb')}`;

/** A node on whose disk a directory in the old spelling stands in the way of a photo. */
async function planted(): Promise<TestContext> {
  const node = await createTestContext();
  node.storageDisk.write(`${photo}/${thumb}`, 'thumb');
  return node;
}

/** Injects a fault into the move of the directory, once. */
function failMove(node: TestContext, fault: (path: string) => void): void {
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation !== 'rename' || !path.endsWith('~.d')) return;
    node.storageDisk.intercept = () => undefined;
    fault(path);
  };
}

const hasMoved = ({ storageDisk }: TestContext): boolean =>
  storageDisk.directories().includes(`${photo}~.d`);

const putPhoto = async (node: TestContext): Promise<number> =>
  (await send(node, 'PUT', '/photo', { body: 'photo' })).status;

const getThumb = async (node: TestContext): Promise<number> =>
  (await send(node, 'GET', `/${photo}/${thumb}`)).status;

describe('a directory that gives way to a stored file', () => {
  it('is merged into one that another system reports as EEXIST', async () => {
    const node = await planted();
    failMove(node, (path) => {
      node.storageDisk.write(`${path}/other`, '');
      throw systemError('EEXIST', path);
    });
    expect(await putPhoto(node)).toBe(201);
    expect(node.storageDisk.paths()).toEqual([photo, `${photo}~.d/other`, `${photo}~.d/${thumb}`]);
  });

  it('is no longer in the way when it vanishes meanwhile', async () => {
    const node = await planted();
    failMove(node, () => node.storageDisk.wipe(photo));
    expect(await putPhoto(node)).toBe(201);
    expect(await getThumb(node)).toBe(404);
  });

  it('stays as it was when it can not be moved, and moves the next time', async () => {
    const node = await planted();
    failMove(node, (path) => {
      throw systemError('EIO', path);
    });
    expect(await putPhoto(node)).toBe(500);
    expect(node.storageDisk.paths()).toEqual([`${photo}/${thumb}`]);
    expect(await getThumb(node)).toBe(200);
    expect(await putPhoto(node)).toBe(201);
    expect(await getThumb(node)).toBe(200);
  });

  it.each([0, 1, 2, 3])(
    'is durable at its new path before the file takes the old one (%i)',
    async (lost) => {
      const node = await planted();
      const { storageDisk: disk } = node;
      disk.intercept = ({ operation }) => {
        if (operation !== 'syncDirectory' || disk.read(photo) === undefined) return;
        // Of the changes of directories that are not durable all but one are spared.
        const keepsChanges = (count: number) =>
          Array.from({ length: count }, (_, at) => at !== lost);
        disk.crash({ keepsChanges, tear: (synced) => synced });
      };
      await putPhoto(node);
      expect(disk.deaths).toBe(1);
      disk.intercept = () => undefined;
      expect(await getThumb(await node.restartAfterKill())).toBe(200);
    },
  );

  it('keeps its files readable at every step', async () => {
    const node = await planted();
    node.storageDisk.write(`${photo}~.d/other`, '');
    const { storageDisk: disk } = node;
    let isReading = false;
    disk.intercept = async ({ operation }) => {
      if (
        isReading ||
        !['rename', 'remove', 'removeDirectory', 'syncDirectory'].includes(operation)
      )
        return;
      isReading = true;
      expect(await getThumb(node)).toBe(200);
      isReading = false;
    };
    expect(await putPhoto(node)).toBe(201);
    expect(await getThumb(node)).toBe(200);
  });

  it('leaves a foreign file where it is that is at the path of one of its directories', async () => {
    const node = await planted();
    node.storageDisk.write(`${photo}/plain/${thumb}`, 'thumb');
    node.storageDisk.write(`${photo}~.d/plain`, 'foreign');
    expect(await putPhoto(node)).toBe(500);
    expect(await getThumb(node)).toBe(200);
    expect((await send(node, 'GET', `/${photo}/plain/${thumb}`)).status).toBe(200);
    expect(node.storageDisk.read(`${photo}~.d/plain`)).toBeDefined();
  });

  it('leaves a directory where it is at whose new path it has a foreign file', async () => {
    const node = await planted();
    node.storageDisk.write(`${photo}/plain`, 'foreign');
    node.storageDisk.write(`${photo}~.d/plain/${thumb}`, 'thumb');
    expect(await putPhoto(node)).toBe(500);
    expect((await send(node, 'GET', `/${photo}/plain/${thumb}`)).status).toBe(200);
    expect(node.storageDisk.read(`${photo}/plain`)).toBeDefined();
  });

  it.each([
    ['a sync', 'syncDirectory', 'EIO'],
    ['a rename', 'rename', 'EIO'],
  ])('counts %s that fails once as one fault of the disk', async (_what, call, code) => {
    const node = await planted();
    let isFailing = true;
    node.storageDisk.intercept = ({ operation, path }) => {
      const isMove = call === 'rename' ? path.endsWith('~.d') : hasMoved(node);
      if (!isFailing || operation !== call || !isMove) return;
      isFailing = false;
      throw systemError(code, path);
    };
    expect(await putPhoto(node)).toBe(500);
    expect(node.ctx.health.readOnlyReason).toBeUndefined();
    expect(await putPhoto(node)).toBe(201);
  });

  it('says that its name is refused, also where a sync fails behind that', async () => {
    const node = await planted();
    node.storageDisk.write(`${photo}~.d/other`, '');
    let syncs = 0;
    node.storageDisk.intercept = ({ operation, path }) => {
      if (!path.startsWith(`${photo}~.d`)) return;
      if (operation === 'rename' && path.includes('/')) throw systemError('EINVAL', path);
      if (operation !== 'syncDirectory') return;
      syncs += 1;
      throw systemError('EIO', path);
    };
    expect(await putPhoto(node)).toBe(400);
    expect(syncs).toBe(1);
    expect(await getThumb(node)).toBe(200);
  });

  it.each(['EINVAL', 'EOVERFLOW'])(
    'is no fault of the disk where a stat, a listing or a rename in it fails (%s)',
    async (code) => {
      const node = await planted();
      node.storageDisk.write(`${photo}~.d/other`, '');
      for (const call of ['stat', 'list', 'rename']) {
        node.storageDisk.intercept = ({ operation, path }) => {
          if (operation === call && path.startsWith(`${photo}~.d/`)) throw systemError(code, path);
          if (call === 'list' && operation === call && path === photo)
            throw systemError(code, path);
        };
        expect(await putPhoto(node)).toBe(call === 'rename' ? 400 : 500);
      }
      expect(node.ctx.health.readOnlyReason).toBeUndefined();
      node.storageDisk.intercept = () => undefined;
      expect(await putPhoto(node)).toBe(201);
      expect(await getThumb(node)).toBe(200);
    },
  );
});
