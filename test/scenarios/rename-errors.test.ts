import { describe, expect, it } from 'vitest';
import { systemError } from '../support/disk/memory-tree.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { send } from '../support/node/send.ts';

describe('no client can make a node read-only', () => {
  it('by a directory that appears between the stat of a name and the rename: it is moved', async () => {
    const node = await createTestContext();
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'rename' && !path.endsWith('~.d')) {
        node.storageDisk.intercept = () => undefined;
        node.storageDisk.write(`${path}/below`, '');
      }
    };
    const upload = await send(node, 'PUT', '/a', { body: 'a' });
    expect(upload.status).toBe(201);
    const path = upload.headers.get('location')?.slice(1);
    expect(node.storageDisk.paths()).toEqual([path, `${path}~.d/below`]);
  });

  it.each(['EISDIR', 'EXDEV', 'EBUSY', 'ENOTEMPTY'])(
    'by a path where no file can be stored (%s)',
    async (code) => {
      const node = await createTestContext();
      node.storageDisk.intercept = ({ operation, path }) => {
        if (operation === 'rename') throw systemError(code, path);
      };
      for (const name of ['a', 'b', 'c']) {
        expect((await send(node, 'PUT', `/${name}`, { body: name })).status).toBe(500);
      }
      expect(node.ctx.health.readOnlyReason).toBeUndefined();
    },
  );

  it("by a file that can't be removed", async () => {
    const node = await createTestContext();
    const upload = await send(node, 'PUT', '/file', { body: 'content' });
    const path = upload.headers.get('location') ?? '';
    node.storageDisk.intercept = (call) => {
      if (call.operation === 'remove' && path.endsWith(call.path)) throw systemError('EIO', path);
    };
    for (let count = 0; count < 3; count += 1) {
      expect((await send(node, 'DELETE', path)).status).toBe(500);
    }
    expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
  });
});
