import { describe, expect, it } from 'vitest';
import { warnings } from '../../../support/node/memory-cluster.ts';
import { pending } from '../../../support/node/pending.ts';
import { send } from '../../../support/node/send.ts';
import {
  diskWith,
  fileOf,
  passMs,
  periodMs,
  startTestScrub,
  storedPaths as stored,
} from '../../../support/node/start-test-scrub.ts';

const contents = Array.from({ length: 50 }, (_, index) => `content ${index}`);
const config = { peerUrls: ['http://peer'] };

describe('a corrupt copy that nobody reads', () => {
  it('is quarantined where no peer has the file', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    const [name] = contents.map(fileOf) as [ReturnType<typeof fileOf>];
    node.storageDisk.flip(name, 0);
    await node.timers.pass(passMs);
    expect(node.fetched).toEqual([name]);
    expect(stored(node)).not.toContain(name);
    expect(node.storageDisk.read(`.cockatiel/damaged/${name}`)).toBeDefined();
    expect(node.ctx.storage.quarantined.report()).toEqual({
      found: 1,
      replaced: 0,
      kept: 1,
      full: false,
    });
    expect(node.ctx.inventory.stored.size).toBe(contents.length - 1);
    expect(node.passes()).toMatchObject([{ level: 'warn', files: 50, corrupt: 1 }]);
  });

  it('is not quarantined where a peer has sent the file', async () => {
    const node = await startTestScrub({
      storageDisk: diskWith(contents),
      fetch: async (name, { storageDisk }) => storageDisk.write(name, 'content 0'),
    });
    const name = fileOf('content 0');
    node.storageDisk.flip(name, 0);
    await node.timers.pass(passMs);
    expect(node.fetched).toEqual([name]);
    expect(node.storageDisk.read(`.cockatiel/damaged/${name}`)).toBe(undefined);
    expect(stored(node)).toHaveLength(contents.length);
  });

  it('is found although it was verified a moment ago', async () => {
    const node = await startTestScrub();
    const response = await send(node, 'PUT', '/file.txt', { body: 'content' });
    const path = response.headers.get('location') as string;
    expect((await send(node, 'GET', path)).status).toBe(200);
    await node.timers.pass(passMs);
    node.storageDisk.flip(path.slice(1), 0);
    await node.timers.pass(passMs);
    expect(node.ctx.storage.quarantined.report().found).toBe(1);
  });

  it('of a file that is being written is left alone until nobody writes it', async () => {
    const node = await startTestScrub();
    const name = fileOf('content');
    // Somebody writes a part of it every few seconds, and the rest in the end.
    for (let length = 1; length < 7; length += 1) {
      node.storageDisk.write(name, 'content'.slice(0, length));
      await node.timers.pass(passMs / 4);
      expect(stored(node)).toEqual([name]);
    }
    node.storageDisk.write(name, 'content');
    await node.timers.pass(2 * passMs);
    expect(stored(node)).toEqual([name]);
    expect(node.ctx.storage.quarantined.report().found).toBe(0);
    expect(node.ctx.inventory.stored.size).toBe(1);
  });
});

describe('hands in the directory', () => {
  it('a file that was put there is durable, recorded and in the inventory', async () => {
    const node = await startTestScrub({ config });
    const name = fileOf('content');
    node.storageDisk.write(name, 'content');
    await node.timers.pass(passMs);
    expect(await node.ctx.storage.stateOf(name)).toBe('committed');
    expect(node.ctx.journal.hasRecorded(name)).toBe(true);
    expect(pending(node)).toBe(1);
    expect(node.ctx.inventory.stored.size).toBe(1);
    expect(node.passes()).toMatchObject([{ level: 'warn', files: 1, adopted: 1 }]);
  });

  it('a file that was put there is adopted long before its range is checked', async () => {
    const node = await startTestScrub({ config });
    const put = contents.map(fileOf);
    await node.timers.pass(periodMs / 4);
    for (const [index, name] of put.entries()) {
      node.storageDisk.write(name, contents[index] as string);
    }
    await node.timers.pass(periodMs / 8);
    expect(node.ctx.inventory.stored.size).toBe(put.length);
    expect(pending(node)).toBe(put.length);
  });

  it('a file that was there at the start is neither adopted nor recorded', async () => {
    const node = await startTestScrub({ config, storageDisk: diskWith(contents) });
    await node.timers.pass(passMs);
    expect(pending(node)).toBe(0);
    expect(node.passes()).toMatchObject([{ level: 'debug', adopted: 0 }]);
  });

  it('a wrong file that was put there is quarantined', async () => {
    const node = await startTestScrub({ config });
    node.storageDisk.write(fileOf('content'), 'other');
    // It was written long ago.
    node.clock.ms += 60_000;
    await node.timers.pass(passMs);
    expect(stored(node)).toEqual([]);
    expect(pending(node)).toBe(0);
    expect(node.ctx.inventory.stored.size).toBe(0);
  });

  it('a deleted file that was put there is removed', async () => {
    const node = await startTestScrub();
    const name = fileOf('content');
    await send(node, 'DELETE', `/${name}`);
    node.storageDisk.write(name, 'content');
    await node.timers.pass(passMs);
    expect(stored(node)).toEqual([]);
    expect(node.passes()).toMatchObject([{ level: 'warn', files: 0, removed: 1 }]);
  });

  it('a file that is deleted just when it is adopted is not', async () => {
    const node = await startTestScrub({ config });
    const name = fileOf('content');
    node.storageDisk.write(name, 'content');
    let isRead = false;
    node.storageDisk.intercept = ({ operation }) => {
      isRead ||= operation === 'read';
    };
    const deletion = { op: 'DELETE', name, seconds: 1 } as const;
    await node.ctx.nameLocks.withLock(name, async () => {
      while (!isRead) await node.timers.pass(100);
      // The check is over, and waits for the lock.
      await node.timers.pass(1000);
      const record = await node.ctx.journal.append(deletion);
      await node.ctx.storage.remove(name);
      record.publish();
    });
    // It rests three times as long as it has waited.
    await node.timers.pass(passMs + 3000);
    expect(stored(node)).toEqual([]);
    expect(node.passes()[0]).toMatchObject({ adopted: 0 });
    // The deletion.
    expect(pending(node)).toBe(1);
    expect(node.logLines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('a deleted file that somebody else removes first is not counted', async () => {
    const node = await startTestScrub();
    const name = fileOf('content');
    await send(node, 'DELETE', `/${name}`);
    node.storageDisk.write(name, 'content');
    node.storageDisk.intercept = ({ operation, path }) => {
      // It was listed, and is measured.
      if (operation === 'stat' && path === name) node.storageDisk.wipe(name);
    };
    await node.timers.pass(passMs);
    expect(node.passes()).toMatchObject([{ level: 'debug', removed: 0 }]);
  });

  it('files that were removed are missed, and leave the inventory', async () => {
    const node = await startTestScrub({ storageDisk: diskWith(contents) });
    await node.timers.pass(0);
    for (const content of contents.slice(0, 5)) node.storageDisk.wipe(fileOf(content));
    expect(node.ctx.inventory.stored.size).toBe(contents.length);
    await node.timers.pass(passMs);
    expect(node.ctx.inventory.stored.size).toBe(contents.length - 5);
    expect(warnings(node)).toContain('stored files are missing; all are listed again');
    await node.timers.pass(passMs);
    expect(warnings(node).filter((message) => message.includes('missing')).length).toBeLessThan(6);
  });
});
