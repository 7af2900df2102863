import { expect, test } from 'vitest';
import { countRecords } from '../support/count-records.ts';
import { createTestContext } from '../support/create-test-context.ts';
import { systemError } from '../support/memory-tree.ts';
import { nameOf } from '../support/open-test-storage.ts';
import { owed } from '../support/owed.ts';
import { config, known, nodeWithoutRecords, tell } from '../support/recorded-node.ts';

test('a copy made by hand is recorded once, however often it is told of', async () => {
  const name = nameOf('file', 'content');
  let node = await createTestContext({ config });
  node.storageDisk.write(name, 'content');
  for (let life = 0; life < 3; life += 1) {
    expect(await tell(node, name)).toBe(302);
    node = await node.restartAfterKill();
  }
  expect([countRecords(node.queueDisk), owed(node)]).toEqual([1, 1]);
});

test('a name whose record is there and whose file is not is stored and recorded again', async () => {
  const name = nameOf('file', 'content');
  let node = await createTestContext({ config });
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'rename') throw systemError('EACCES', path);
  };
  expect(await tell(node, name)).toBe(500);
  node.storageDisk.intercept = () => undefined;
  node = await node.restartAfterKill();
  expect(await tell(node, name)).toBe(201);
  expect([countRecords(node.queueDisk), owed(node)]).toEqual([2, 2]);
});

test.each(['', 'journal'])(
  'what a queue directory recorded that lost "%s" while the node stood still is recorded again',
  async (path) => {
    let node = await createTestContext({ config });
    const name = nameOf('file', 'content');
    await tell(node, name);
    await node.close();
    node.queueDisk.wipe(path);
    node = await node.restartAfterKill();
    expect(await tell(node, name)).toBe(302);
    expect(owed(node)).toBe(1);
  },
);

test('a queue directory that vanishes takes along what it recorded, also of gone segments', async () => {
  const node = await nodeWithoutRecords(3);
  node.queueDisk.wipe('journal');
  await node.cluster.save();
  expect(known(node, 3)).toEqual([false, false, false]);
  expect(node.queueDisk.paths()).not.toContain('recorded');
});
