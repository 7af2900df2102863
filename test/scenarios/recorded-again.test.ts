import { expect, test } from 'vitest';
import { fingerprintOf } from '../../lib/collections/fingerprint.ts';
import { createFingerprintList } from '../../lib/collections/fingerprint-list.ts';
import { countRecords } from '../support/disk/count-records.ts';
import { createMemoryDisk } from '../support/disk/memory-disk.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { nameOf } from '../support/disk/open-test-storage.ts';
import { textOf } from '../support/disk/small-files.ts';
import { createAcceptingPeers } from '../support/node/accepting-peers.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { pending } from '../support/node/pending.ts';
import {
  config,
  known,
  nodeWithoutRecords,
  peers,
  putAsPeer,
} from '../support/node/recorded-node.ts';

test('a copy made by hand is recorded once, however often it is sent', async () => {
  const name = nameOf('file', 'content');
  let node = await createTestContext({ config });
  node.storageDisk.write(name, 'content');
  for (let start = 0; start < 3; start += 1) {
    expect(await putAsPeer(node, name)).toBe(302);
    node = await node.restartAfterKill();
  }
  expect([countRecords(node.queueDisk), pending(node)]).toEqual([1, 1]);
});

test('a name whose record is there and whose file is not is stored and recorded again', async () => {
  const name = nameOf('file', 'content');
  let node = await createTestContext({ config });
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'rename') throw systemError('EACCES', path);
  };
  expect(await putAsPeer(node, name)).toBe(500);
  node.storageDisk.intercept = () => undefined;
  node = await node.restartAfterKill();
  expect(await putAsPeer(node, name)).toBe(201);
  expect([countRecords(node.queueDisk), pending(node)]).toEqual([2, 2]);
});

test('a file that is put back by hand is recorded again if it could be sent to no peer', async () => {
  const name = nameOf('file', 'content');
  const node = await createTestContext({ config, segmentBytes: 1 });
  expect(await putAsPeer(node, name)).toBe(201);
  node.storageDisk.wipe(name);
  await createAcceptingPeers(config.peerUrls).settle(node, 0);
  node.storageDisk.write(name, 'content');
  expect(await putAsPeer(node, name)).toBe(302);
  expect(pending(node)).toBe(1);
});

test.each(['', 'journal'])(
  'what was recorded in a queue directory that lost "%s" while the node was down is recorded again',
  async (path) => {
    let node = await createTestContext({ config });
    const name = nameOf('file', 'content');
    await putAsPeer(node, name);
    await node.close();
    node.queueDisk.wipe(path);
    node = await node.restartAfterKill();
    expect(await putAsPeer(node, name)).toBe(302);
    expect(pending(node)).toBe(1);
  },
);

test('with a queue directory that vanishes all it recorded is forgotten, also of dropped segments', async () => {
  const node = await nodeWithoutRecords(3);
  node.queueDisk.wipe('journal');
  await node.cluster.save();
  expect(known(node, 3)).toEqual([false, false, false]);
  expect(node.queueDisk.paths()).not.toContain('recorded');
});

test('a line that only looks like the record of an upload is no record', async () => {
  const name = nameOf('file', 'content');
  let node = await createTestContext({ config });
  await putAsPeer(node, name);
  await node.close();
  const path = 'journal/0000000000000001.log';
  const record = textOf(node.queueDisk.read(path) as Uint8Array);
  const torn = record.slice(0, record.indexOf(name) + name.length);
  node.queueDisk.write(path, `${torn}\n${torn}\\"\n`);
  node = await node.restartAfterKill();
  expect(node.ctx.journal.hasRecorded(name)).toBe(false);
  expect(await putAsPeer(node, name)).toBe(302);
  expect(countRecords(node.queueDisk)).toBe(3);
});

test('a long file of recorded uploads is read to its end, also once it was rewritten', async () => {
  const list = createFingerprintList();
  const encoder = new TextEncoder();
  for (let count = 1; count < 70_000; count += 1)
    list.push(fingerprintOf(encoder.encode(`${count}`)));
  const name = nameOf('file', 'content');
  list.push(fingerprintOf(encoder.encode(name)));
  const queueDisk = createMemoryDisk();
  queueDisk.write('recorded', list.bytes());
  let node = await createTestContext({ config, queueDisk, segmentBytes: 1 });
  expect(node.ctx.journal.hasRecorded(name)).toBe(true);
  await putAsPeer(node, nameOf('other', 'x'), 'x');
  await peers().settle(node, 0);
  await node.cluster.save();
  node = await node.restartAfterKill();
  expect(node.queueDisk.read('recorded')).toHaveLength(70_001 * 8);
  expect(node.ctx.journal.hasRecorded(name)).toBe(true);
});
