import { describe, expect, it } from 'vitest';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { warnings } from '../../../support/node/memory-cluster.ts';
import { send } from '../../../support/node/send.ts';
import {
  diskWith,
  fileOf,
  passMs,
  startTestScrub,
  storedPaths as stored,
  watchReads,
} from '../../../support/node/start-test-scrub.ts';

const contents = Array.from({ length: 50 }, (_, index) => `content ${index}`);
const config = { peerUrls: ['http://peer'] };

describe('a disk that fails', () => {
  it('is no corrupt copy: files that can not be read stay, one is logged', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'read') throw systemError('EIO', path);
    };
    await node.timers.pass(passMs);
    expect(stored(node)).toHaveLength(contents.length);
    expect(node.fetched).toEqual([]);
    expect(node.passes()).toMatchObject([{ level: 'warn', files: 50, failed: 50, corrupt: 0 }]);
    const errors = node.logLines.filter(({ level }) => level === 'error');
    // One a range.
    expect(errors.length).toBeLessThanOrEqual(32);
    expect(errors[0]).toMatchObject({ message: 'a stored file could not be checked' });
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  it('when files are listed stops the scrub until they can be, and is logged once', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    await node.timers.pass(2000);
    const logged = node.logLines.length;
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'entries') throw systemError('EIO', path);
    };
    await node.timers.pass(200_000);
    expect(node.report().error).toBe('EIO:');
    expect(node.logLines.slice(logged).map(({ message }) => message)).toEqual([
      'the stored files could not be checked; will retry',
    ]);
    node.storageDisk.intercept = () => undefined;
    // The next attempt, and the next file.
    await node.timers.pass(12_000);
    expect(node.report().error).toBe(null);
    await node.timers.pass(2 * passMs);
    expect(warnings(node)).toContain('the stored files are checked again');
    expect(node.passes().length).toBeGreaterThan(0);
  });

  it('stops the scrub while the node is read-only', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'create') throw systemError('EROFS', path);
    };
    await send(node, 'PUT', '/a', { body: 'x' });
    const read = watchReads(node);
    await node.timers.pass(passMs);
    expect(read).toEqual([]);
    expect(node.report().error).toBe(
      'The node is read-only: Writing to the storage disk failed (EROFS). ' +
        'Restart the node once the disk is repaired.',
    );
  });

  it('stops the scrub while the storage is not mounted', async () => {
    const node = await startTestScrub({
      storageDisk: diskWith(contents),
      wasStorageRemoved: false,
    });
    await node.timers.pass(passMs / 2);
    node.storageDisk.wipe('');
    await node.timers.pass(passMs);
    expect(node.passes()).toEqual([]);
    expect(node.report().error).toMatch(/^The node is read-only: The storage directory /u);
    expect(warnings(node)).not.toContain('stored files are missing; all are listed again');
  });

  it('at the start stops the scrub until all files are listed', async () => {
    const storageDisk = diskWith(contents);
    let isFailing = true;
    storageDisk.intercept = ({ operation, path }) => {
      if (isFailing && operation === 'entries') throw systemError('EIO', path);
    };
    const node = await startTestScrub({ storageDisk });
    await node.timers.pass(passMs);
    expect(node.report().error).toBe('The node has not listed all of its files yet.');
    isFailing = false;
    while (!node.ctx.inventory.isComplete) await node.timers.pass(1000);
    await node.timers.pass(1000);
    expect(node.report().error).toBe(null);
  });

  it('is not reported any more when a file was checked, long before its range is', async () => {
    const hourMs = 3_600_000;
    const many = Array.from({ length: 500 }, (_, index) => `${index}`);
    const node = await startTestScrub({ storageDisk: diskWith(many), periodMs: 32 * hourMs });
    node.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'entries') throw systemError('EIO', path);
    };
    while (node.report().error === null) await node.timers.pass(60_000);
    node.storageDisk.intercept = () => undefined;
    const { files } = node.report();
    while (node.report().files === files) await node.timers.pass(1000);
    expect(node.report()).toMatchObject({ error: null, files: files + 1 });
  });

  it('is nobody to record a file that was put there', async () => {
    const node = await startTestScrub({ config });
    node.storageDisk.write(fileOf('content'), 'content');
    node.queueDisk.intercept = ({ operation, path }) => {
      if (operation === 'write' && path !== 'scrub.json.new') throw systemError('ENOSPC', path);
    };
    await node.timers.pass(3 * passMs);
    expect(node.passes()[0]).toMatchObject({ level: 'warn', failed: 1, adopted: 0 });
    node.queueDisk.intercept = () => undefined;
    await node.timers.pass(passMs);
    expect(await node.ctx.storage.stateOf(fileOf('content'))).toBe('committed');
  });
});

it('a file is given up that is deleted while it is read', async () => {
  const large = 'x'.repeat(1_000_000);
  const node = await startTestScrub({ storageDisk: diskWith([large]) });
  const name = fileOf(large);
  let reads = 0;
  node.storageDisk.intercept = ({ operation }) => {
    if (operation === 'read') reads += 1;
  };
  while (reads < 2) await node.timers.pass(10);
  await send(node, 'DELETE', `/${name}`);
  await node.timers.pass(passMs);
  expect(reads).toBeLessThan(4);
  expect(node.storageDisk.openFileCount).toBe(0);
  expect(node.passes()[0]).toMatchObject({ files: 0, failed: 0 });
});

it('a scrub that is stopped while it waits after a failure ends', async () => {
  const node = await startTestScrub({ storageDisk: diskWith(contents) });
  await node.timers.pass(0);
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'entries') throw systemError('EIO', path);
  };
  await node.timers.pass(2000);
  await node.scrub.stop();
  expect(node.timers.count).toBe(0);
});

it('a file that can not be opened is measured and checked like any other', async () => {
  const node = await startTestScrub({ storageDisk: diskWith(contents) });
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'open' && path === fileOf('content 1')) throw systemError('EIO', path);
  };
  await node.timers.pass(passMs);
  expect(node.passes()[0]).toMatchObject({ files: 50, failed: 1 });
});

it('a scrub that is stopped closes the file that it reads', async () => {
  const large = 'x'.repeat(1_000_000);
  const node = await startTestScrub({ storageDisk: diskWith([large]) });
  while (node.storageDisk.openFileCount === 0) await node.timers.pass(10);
  await node.scrub.stop();
  expect(node.storageDisk.openFileCount).toBe(0);
  expect(node.timers.count).toBe(0);
  expect(node.passes()).toEqual([]);
  expect(warnings(node)).toEqual([]);
});
