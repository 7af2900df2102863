import { describe, expect, it } from 'vitest';
import { NotOpenedError } from '../../lib/errors/not-opened-error.ts';
import type { DiskCall } from '../support/disk/disk-session.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../support/node/create-test-context.ts';
import { peerHeaders, send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const uploadedAs = 'odd_1700000000_';

/** A node whose disk fails calls with a code at every path that contains `odd`. */
async function nodeThatRefuses(
  code: string,
  operations: readonly DiskCall['operation'][],
): Promise<TestContext> {
  const node = await createTestContext();
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operations.includes(operation) && path.includes('odd')) throw systemError(code, path);
  };
  return node;
}

async function expectUnharmed(node: TestContext): Promise<void> {
  expect(node.ctx.health.readOnlyReason).toBeUndefined();
  expect(node.storageDisk.paths()).toEqual([]);
  expect(node.storageDisk.directories().filter((path) => !path.startsWith('.'))).toEqual([]);
  expect((await send(node, 'PUT', '/plain', { body: 'plain' })).status).toBe(201);
}

const naming = ['makeDirectory', 'rename'] as const;

describe.each(['EINVAL', 'EILSEQ', 'EOVERFLOW', 'ENAMETOOLONG', 'ENOENT'])(
  'a name that a disk refuses with %s',
  (code) => {
    it.each(['odd', 'odd/file', 'dir/odd/file', 'dir/odd'])(
      'is a 400 and no fault of the disk: %s',
      async (name) => {
        const node = await nodeThatRefuses(code, naming);
        for (let count = 0; count < 3; count += 1) {
          const response = await send(node, 'PUT', `/${name}`, { body: `${count}` });
          expect([response.status, await response.text()]).toEqual([
            400,
            expect.stringMatching(/name .*disk|disk .*name/u),
          ]);
        }
        await expectUnharmed(node);
      },
    );

    it('is a 400 to a peer, which keeps the operation pending', async () => {
      const node = await nodeThatRefuses(code, naming);
      const name = `${uploadedAs}${sha1Of('body')}`;
      for (let count = 0; count < 3; count += 1) {
        const sent = { body: 'body', headers: peerHeaders };
        expect((await send(node, 'PUT', `/${name}`, sent)).status).toBe(400);
      }
      await expectUnharmed(node);
    });
  },
);

describe('a directory in the way of a file', () => {
  it.each(['EINVAL', 'ENAMETOOLONG'])('that can not be moved (%s) is a 400', async (code) => {
    const node = await createTestContext();
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation !== 'rename') return;
      if (path.endsWith('~.d')) throw systemError(code, path);
      node.storageDisk.write(`${path}/below`, '');
    };
    for (let count = 0; count < 3; count += 1) {
      expect((await send(node, 'PUT', '/a', { body: `${count}` })).status).toBe(400);
    }
    expect(node.ctx.health.readOnlyReason).toBeUndefined();
  });
});

it('a directory that is gone for good is no refused name', async () => {
  const node = await createTestContext();
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'rename' || (operation === 'makeDirectory' && path === 'dir/deep')) {
      node.storageDisk.wipe('dir');
      throw systemError('ENOENT', path);
    }
  };
  expect((await send(node, 'PUT', '/dir/deep/file', { body: 'a' })).status).toBe(500);
});

it('EINVAL of anything but a name is a fault of the disk', async () => {
  const node = await createTestContext();
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'sync') throw systemError('EINVAL', path);
  };
  for (const name of ['a', 'b']) {
    expect((await send(node, 'PUT', `/${name}`, { body: name })).status).toBe(500);
  }
  expect(node.ctx.health.readOnlyReason).toMatch('EINVAL');
});

describe('a directory that can not be opened to be synced', () => {
  it.each(['EINVAL', 'EOVERFLOW', 'EIO'])(
    'is no fault of the disk, for uploads and deletions (%s)',
    async (code) => {
      const node = await createTestContext();
      const { headers } = await send(node, 'PUT', '/dir/kept', { body: 'kept' });
      const kept = headers.get('location') as string;
      node.storageDisk.intercept = ({ operation, path }) => {
        if (operation === 'syncDirectory' && path.startsWith('dir'))
          throw new NotOpenedError(path, systemError(code, path));
      };
      for (let count = 0; count < 3; count += 1) {
        const upload = await send(node, 'PUT', '/dir/new', { body: `${count}` });
        expect(upload.status).toBe(500);
        expect((await send(node, 'DELETE', kept)).status).toBe(500);
      }
      expect(node.ctx.health.readOnlyReason).toBeUndefined();
      node.storageDisk.intercept = () => undefined;
      expect((await send(node, 'PUT', '/plain', { body: 'plain' })).status).toBe(201);
      expect((await send(node, 'GET', kept)).status).toBe(404);
    },
  );

  it('that is not there is none at all', async () => {
    const node = await createTestContext();
    const path = `/absent/${uploadedAs}${sha1Of('body')}`;
    expect((await send(node, 'DELETE', path)).status).toBe(404);
    expect((await send(node, 'DELETE', path, { headers: peerHeaders })).status).toBe(404);
  });

  it('but one whose sync fails with EINVAL is a fault', async () => {
    const node = await createTestContext();
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'syncDirectory' && path === 'dir') throw systemError('EINVAL', path);
    };
    for (const name of ['a', 'b']) {
      expect((await send(node, 'PUT', `/dir/${name}`, { body: name })).status).toBe(500);
    }
    expect(node.ctx.health.readOnlyReason).toMatch('EINVAL');
  });
});

describe('a body that is larger than a file can be on the disk', () => {
  it.each(['client', 'peer'])('of a %s is a 413 and no fault of the disk', async (sender) => {
    const node = await createTestContext();
    const headers = sender === 'peer' ? peerHeaders : {};
    const name = sender === 'peer' ? `${uploadedAs}${sha1Of('body')}` : 'odd';
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'write') throw systemError('EFBIG', path);
    };
    for (let count = 0; count < 3; count += 1) {
      expect((await send(node, 'PUT', `/${name}`, { body: 'body', headers })).status).toBe(413);
    }
    node.storageDisk.intercept = () => undefined;
    await expectUnharmed(node);
  });

  it('in a part of it is a 413, and nothing of it is kept', async () => {
    const node = await createTestContext();
    const body = 'x'.repeat(2 ** 20);
    const headers = {
      ...peerHeaders,
      'Content-Range': `bytes 0-${2 ** 20 - 1}/${2 ** 20}`,
    };
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'write') throw systemError('EFBIG', path);
    };
    for (let count = 0; count < 3; count += 1) {
      const path = `/${uploadedAs}${sha1Of(body)}`;
      expect((await send(node, 'PUT', path, { body, headers })).status).toBe(413);
    }
    node.storageDisk.intercept = () => undefined;
    await expectUnharmed(node);
  });
});
