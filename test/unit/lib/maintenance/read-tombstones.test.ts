import { expect, it } from 'vitest';
import { readTombstones } from '../../../../lib/maintenance/read-tombstones.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const names = ['a', 'b', 'c', 'd'].map((content) => nameOf(content, content));
const [kept = nameOf('kept', 'kept'), ...deleted] = names;

/** The queue of a node that was killed, with some deletions in its log and some in its journal. */
async function queueOfNode(config = { peerUrls: ['http://peer'] }): Promise<MemoryDisk> {
  const first = await createTestContext({ config });
  const [logged, ...journaled] = deleted;
  await send(first, 'DELETE', `/${logged}`);
  const node = await first.restart();
  for (const name of journaled) await send(node, 'DELETE', `/${name}`);
  await send(node, 'PUT', '/kept', { body: 'kept' });
  node.queueDisk.kill();
  return node.queueDisk;
}

async function known(disk: MemoryDisk, log = silentLog): Promise<readonly string[]> {
  const tombstones = await readTombstones(disk.mount(), log);
  const found: string[] = [];
  for (const name of names) if (await tombstones.has(name)) found.push(name);
  return found;
}

it('reads the deletions of the log and of the journal', async () => {
  const disk = await queueOfNode();
  expect(new TextDecoder().decode(disk.read('deletion.log'))).not.toContain(deleted.at(-1));
  expect(await known(disk)).toEqual(deleted);
});

it('changes nothing', async () => {
  const disk = await queueOfNode();
  const before = disk.paths().map((path) => [path, disk.read(path)]);
  disk.write('journal/0000000000000001.log.bad', 'unreadable');
  await known(disk);
  disk.wipe('journal/0000000000000001.log.bad');
  expect(disk.paths().map((path) => [path, disk.read(path)])).toEqual(before);
});

it('reads the log of the Python version to its end', async () => {
  const disk = createMemoryDisk();
  disk.write('deletion.log', deleted.join('\n'));
  expect(await known(disk)).toEqual(deleted);
});

it('ignores lines of the log that are no names, and a torn last line', async () => {
  const disk = await queueOfNode();
  disk.write('deletion.log', `nonsense\n${deleted[0]}\n${kept}`);
  expect(await known(disk)).toEqual(deleted);
});

it('knows of no deletions in an empty queue', async () => {
  expect(await known(createMemoryDisk())).toEqual([]);
});

it('says that records are unreadable, which may be deletions', async () => {
  const disk = await queueOfNode();
  const [segment = ''] = disk.paths().filter((path) => path.startsWith('journal/'));
  disk.flip(segment, 3);
  const errors: string[] = [];
  const log = { ...silentLog, error: (message: string) => void errors.push(message) };
  expect(await known(disk, log)).not.toContain(kept);
  expect(errors).toEqual(['journal records are unreadable']);
});
