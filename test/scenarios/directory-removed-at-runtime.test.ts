import { expect, test } from 'vitest';
import { createMemoryDisk, type MemoryDisk } from '../support/disk/memory-disk.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { peerHeaders, send } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const name = `/file_13_${sha1Of('content')}`;
const put = { body: 'content', headers: peerHeaders };

function journalOf(disk: MemoryDisk): string {
  const segments = disk.paths().filter((path) => path.endsWith('.log') && path !== 'deletion.log');
  return segments.map((path) => new TextDecoder().decode(disk.read(path))).join('');
}

test('a file that only the lost journal recorded is recorded again before its 302', async () => {
  const node = await createTestContext();
  expect((await send(node, 'PUT', name, put)).status).toBe(201);
  expect((await send(node, 'PUT', name, put)).status).toBe(302);
  node.queueDisk.wipe('');
  expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
  expect(journalOf(node.queueDisk)).not.toContain(name.slice(1));
  expect((await send(node, 'PUT', name, put)).status).toBe(302);
  expect(journalOf(node.queueDisk)).toContain(name.slice(1));
});

test('a directory that vanished is locked again once it is there', async () => {
  const claimed: string[] = [];
  const node = await createTestContext({
    claim: async (directory) => {
      const disk = directory === 'queue' ? node.queueDisk : node.storageDisk;
      claimed.push(directory);
      expect(disk.directories().length).toBeGreaterThan(0);
    },
  });
  node.queueDisk.wipe('');
  await send(node, 'PUT', '/file', { body: 'content' });
  node.storageDisk.wipe('');
  expect((await send(node, 'PUT', '/other', { body: 'other' })).status).toBe(201);
  expect(claimed).toEqual(['queue', 'storage']);
});

test('nothing is written to a directory that another process has locked meanwhile', async () => {
  const node = await createTestContext({
    claim: () => Promise.reject(new Error('It is in use by another cockatiel.')),
  });
  node.queueDisk.wipe('');
  expect((await send(node, 'PUT', '/file', { body: 'content' })).status).toBe(500);
  expect((await send(node, 'PUT', '/file', { body: 'content' })).status).toBe(500);
  expect(node.storageDisk.paths()).toEqual([]);
});

test('what is known in memory is saved again without a new operation, and when the node stops', async () => {
  const node = await createTestContext();
  await send(node, 'PUT', name, put);
  expect((await send(node, 'DELETE', name)).status).toBe(200);
  node.queueDisk.wipe('');
  const next = await node.restart();
  expect((await send(next, 'PUT', name, put)).status).toBe(409);
});

test('a queue that vanished is logged once, and made again once', async () => {
  const claimed: string[] = [];
  const claim = async (directory: string): Promise<void> => void claimed.push(directory);
  const node = await createTestContext({ claim });
  await send(node, 'PUT', name, put);
  node.queueDisk.wipe('');
  for (let time = 0; time < 3; time += 1) await node.cluster.save();
  expect(node.logLines.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(claimed).toEqual(['queue']);
});

test.each([
  ['before it has an id', 'sync', 'reserve'],
  ['when it has one', 'list', ''],
])('a directory may vanish even while the node starts, %s', async (_when, call, where) => {
  const queueDisk = createMemoryDisk();
  queueDisk.intercept = ({ operation, path }) => {
    if (operation !== call || path !== where) return;
    queueDisk.intercept = () => undefined;
    queueDisk.wipe('');
  };
  const node = await createTestContext({ queueDisk, config: { peerUrls: ['http://b'] } });
  expect((await send(node, 'PUT', name, put)).status).toBe(201);
  expect(queueDisk.paths()).toContain('node-id');
});
