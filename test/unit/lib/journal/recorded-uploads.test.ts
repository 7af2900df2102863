import { describe, expect, it } from 'vitest';
import { countRecords } from '../../../support/disk/count-records.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { textOf } from '../../../support/disk/small-files.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { pending } from '../../../support/node/pending.ts';
import {
  config,
  known,
  nodeWithoutRecords,
  peers,
  putAsPeer,
} from '../../../support/node/recorded-node.ts';
import { send } from '../../../support/node/send.ts';

describe('a recorded upload', () => {
  it('is known after a power cut, whether its record is still kept or not', async () => {
    let node = await nodeWithoutRecords(5);
    expect(await putAsPeer(node, nameOf('kept', 'x'), 'x')).toBe(201);
    expect(node.queueDisk.read('recorded')).toHaveLength(5 * 8);
    for (let restart = 0; restart < 3; restart += 1) node = await node.restartAfterCrash();
    expect(known(node, 5)).toEqual([true, true, true, true, true]);
    expect(await putAsPeer(node, nameOf('kept', 'x'), 'x')).toBe(302);
    expect(countRecords(node.queueDisk)).toBe(6);
  });

  it('is known although its name has a quote, or a letter beyond ASCII', async () => {
    const names = ['a "b"', 'bäume/ä', '"', 'a b/c'].map((path) => nameOf(path, 'content'));
    let node = await createTestContext({ config });
    for (const name of names) {
      const path = name.split('/').map(encodeURIComponent).join('/');
      expect(await putAsPeer(node, path)).toBe(201);
    }
    node = await node.restartAfterKill();
    expect(names.map((name) => node.ctx.journal.hasRecorded(name))).toEqual(names.map(() => true));
  });

  it('is known if the torn end of the file belongs to another one, and others follow', async () => {
    let node = await nodeWithoutRecords(5);
    node.queueDisk.truncate('recorded', 5 * 8 - 3);
    node = await node.restartAfterKill();
    expect(known(node, 5).filter(Boolean)).toHaveLength(4);
    for (const word of ['a', 'b', 'c']) await putAsPeer(node, nameOf(word, word), word);
    await peers().settle(node, 0);
    await node.cluster.save();
    node = await node.restartAfterKill();
    expect(node.ctx.journal.hasRecorded(nameOf('a', 'a'))).toBe(true);
    expect(known(node, 5).filter(Boolean)).toHaveLength(4);
  });

  it('is known although somebody removes the file while the node runs', async () => {
    let node = await nodeWithoutRecords(5);
    node.queueDisk.wipe('recorded');
    for (const word of ['a', 'b']) await putAsPeer(node, nameOf(word, word), word);
    await peers().settle(node, 0);
    await node.cluster.save();
    expect(known(node, 5)).toEqual([true, true, true, true, true]);
    node = await node.restartAfterKill();
    expect(node.ctx.journal.hasRecorded(nameOf('a', 'a'))).toBe(true);
  });

  it.each(['write', 'sync', 'create'] as const)(
    'is recorded again after a restart when it could not be saved (%s)',
    async (operation) => {
      let node = await createTestContext({ config, segmentBytes: 1 });
      const name = nameOf('file', 'content');
      await putAsPeer(node, name);
      const fail = (): void => {
        node.queueDisk.intercept = (call) => {
          if (call.operation !== operation || !call.path.startsWith('recorded')) return;
          throw systemError('ENOSPC', call.path);
        };
      };
      fail();
      await peers().settle(node, 0);
      await node.cluster.save();
      expect(node.queueDisk.paths().filter((path) => /^journal/u.test(path))).toHaveLength(1);
      expect(node.ctx.journal.hasRecorded(name)).toBe(true);
      node.queueDisk.intercept = () => undefined;
      node = await node.restartAfterKill();
      expect(await putAsPeer(node, name)).toBe(302);
      expect([countRecords(node.queueDisk), pending(node)]).toEqual([2, 1]);
      expect(await putAsPeer(node, name)).toBe(302);
      expect(countRecords(node.queueDisk)).toBe(2);
    },
  );

  it('is saved in a new file when the sync of the old one failed', async () => {
    let node = await nodeWithoutRecords(2);
    node.queueDisk.intercept = (call) => {
      if (call.operation !== 'sync' || call.path !== 'recorded') return;
      throw systemError('EIO', call.path);
    };
    await putAsPeer(node, nameOf('lost', 'x'), 'x');
    await peers().settle(node, 0);
    await node.cluster.save();
    node.queueDisk.intercept = () => undefined;
    await putAsPeer(node, nameOf('kept', 'x'), 'x');
    await peers().settle(node, 0);
    await node.cluster.save();
    node = await node.restartAfterCrash();
    expect(known(node, 2)).toEqual([true, true]);
    expect(node.ctx.journal.hasRecorded(nameOf('kept', 'x'))).toBe(true);
  });

  it("is recorded again when the file can't be read, which does not stop the start", async () => {
    const node = await nodeWithoutRecords(3);
    node.queueDisk.intercept = ({ operation, path }) => {
      if (operation === 'read' && path === 'recorded') throw systemError('EIO', path);
    };
    let next = await node.restartAfterKill();
    expect(known(next, 3)).toEqual([false, false, false]);
    expect(await putAsPeer(next, nameOf('0', '0'), '0')).toBe(302);
    await peers().settle(next, 0);
    await next.cluster.save();
    next.queueDisk.intercept = () => undefined;
    next = await next.restartAfterKill();
    expect(known(next, 3)).toEqual([true, false, false]);
  });

  it('is recorded again when its record turns out to be unreadable', async () => {
    let node = await createTestContext({ config });
    const [rotten, name] = [nameOf('1', 'x'), nameOf('2', 'y')];
    await putAsPeer(node, rotten, 'x');
    await putAsPeer(node, name, 'y');
    await node.close();
    const path = 'journal/0000000000000001.log';
    const text = textOf(node.queueDisk.read(path) as Uint8Array);
    node.queueDisk.write(path, text.replace('"seconds":', '"seconds": '));
    node = await node.restartAfterKill();
    const receivers = peers();
    await receivers.settle(node, 0);
    expect(receivers.acknowledged('http://peer')).toEqual(new Set([`PUT ${name}`]));
    expect(await putAsPeer(node, rotten, 'x')).toBe(302);
    await receivers.settle(node, 0);
    expect(receivers.acknowledged('http://peer')).toContain(`PUT ${rotten}`);
  });

  it('is not saved when it was deleted before its segment was dropped', async () => {
    const node = await createTestContext({ config, segmentBytes: 1 });
    await putAsPeer(node, nameOf('gone', 'x'), 'x');
    await putAsPeer(node, nameOf('stays', 'x'), 'x');
    expect((await send(node, 'DELETE', `/${nameOf('gone', 'x')}`)).status).toBe(200);
    await peers().settle(node, 0);
    await node.cluster.save();
    expect(node.queueDisk.read('recorded')).toHaveLength(8);
  });

  it('is not kept by a node without peers', async () => {
    const node = await createTestContext({ segmentBytes: 1 });
    for (const word of ['a', 'b', 'c']) await putAsPeer(node, nameOf(word, word), word);
    expect(node.ctx.journal.hasRecorded(nameOf('a', 'a'))).toBe(false);
    expect(node.queueDisk.paths()).not.toContain('recorded');
  });
});
