import { describe, expect, it } from 'vitest';
import type { StoreRequest } from '../../../lib/read-through/file-fetch.ts';
import { RemoteFileError } from '../../../lib/read-through/remote-body.ts';
import type { RemoteFiles } from '../../../lib/read-through/remote-files.ts';
import type { StoredFile } from '../../../lib/storage/stored-file.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { inChunks } from '../../support/node/fake-remote-peer.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const content = new TextEncoder().encode('content');
const name = `file_1700000000_${sha1Of('content')}.txt` as StoreRequest['name'];
const from = '00000000000000ab';

interface Remote {
  readonly node: TestContext;
  /** How each attempt to store ended. */
  readonly outcomes: string[];
}

/** A node that reads from a peer as a test says. */
async function withRemote(
  open: (store: () => Promise<string>, node: TestContext) => Promise<StoredFile | undefined>,
  options: Parameters<typeof createTestContext>[0] = {},
  sent = content,
): Promise<Remote> {
  const created = await createTestContext(options);
  const outcomes: string[] = [];
  const remoteFiles: RemoteFiles = {
    findHolders: async () => true,
    finished: async () => undefined,
    open: async (_, __, store) => {
      const request = { name, sizeBytes: sent.length, from, body: inChunks(sent, 3) };
      const run = async (): Promise<string> => {
        const outcome = await store(request).catch((error: Error) => error.message);
        outcomes.push(outcome);
        return outcome;
      };
      return await open(run, node);
    },
  };
  const node: TestContext = { ...created, ctx: { ...created.ctx, remoteFiles } };
  return { node, outcomes };
}

const storeAndOpen = async (
  store: () => Promise<string>,
  { ctx }: TestContext,
): Promise<StoredFile | undefined> => {
  await store();
  return await ctx.storage.open(name);
};

describe('a GET of a file that is not here', () => {
  it('stores it as an upload of the peer', async () => {
    const config = { peerUrls: ['http://peer'] };
    const { node, outcomes } = await withRemote(storeAndOpen, { config });
    const response = await send(node, 'GET', `/${name}`);
    expect([response.status, await response.text()]).toEqual([200, 'content']);
    expect(outcomes).toEqual(['stored']);
    expect(await node.ctx.storage.stateOf(name)).toBe('committed');
    expect(node.ctx.journal.hasRecorded(name)).toBe(true);
    const journal = node.queueDisk.paths().filter((path) => path.startsWith('journal/'));
    expect(
      journal.map((path) => new TextDecoder().decode(node.queueDisk.read(path))).join(''),
    ).toContain(from);
    // It is here now.
    expect((await send(node, 'GET', `/${name}`)).status).toBe(200);
    expect(outcomes).toHaveLength(1);
  });

  it.each([
    ['a peer', peerHeaders],
    ['a node that is not known as a peer', { 'X-Cockatiel-Node': '0'.repeat(16) }],
  ])('asks nobody for %s', async (_, headers) => {
    const { node, outcomes } = await withRemote(storeAndOpen);
    expect((await send(node, 'GET', `/${name}`, { headers })).status).toBe(404);
    expect(outcomes).toEqual([]);
  });

  it('asks nobody for a name that was deleted', async () => {
    const { node, outcomes } = await withRemote(storeAndOpen);
    await send(node, 'DELETE', `/${name}`);
    expect((await send(node, 'GET', `/${name}`)).status).toBe(404);
    expect(outcomes).toEqual([]);
  });

  it('does not store what does not match the name', async () => {
    const other = new TextEncoder().encode('CONTENT');
    const { node, outcomes } = await withRemote(storeAndOpen, {}, other);
    expect((await send(node, 'GET', `/${name}`)).status).toBe(404);
    expect(outcomes).toEqual(['mismatch']);
    expect(node.storageDisk.paths().filter((path) => path.includes('staging/'))).toEqual([]);
  });

  it('does not store what is larger than a file may be', async () => {
    const { node, outcomes } = await withRemote(storeAndOpen, { config: { maxSizeBytes: 6 } });
    expect((await send(node, 'GET', `/${name}`)).status).toBe(404);
    expect(outcomes).toEqual(['The file is too large.']);
  });

  it('stores nothing while the node is read-only', async () => {
    const { node, outcomes } = await withRemote(storeAndOpen);
    const health = { readOnlyReason: 'broken', isStorageMissing: false };
    const readOnly = { ctx: { ...node.ctx, health } };
    expect((await send(readOnly, 'GET', `/${name}`)).status).toBe(404);
    expect(outcomes).toEqual(['This node takes no writes at present.']);
  });

  it('stores nothing where there is too little free space', async () => {
    const { node, outcomes } = await withRemote(storeAndOpen, { minFreeBytes: 10 });
    node.storageDisk.space = { ...node.storageDisk.space, freeBytes: 10 };
    expect((await send(node, 'GET', `/${name}`)).status).toBe(404);
    expect(outcomes).toEqual([expect.stringContaining('free space')]);
  });

  it('serves and stores nothing that is deleted meanwhile', async () => {
    let closed = 0;
    const { node, outcomes } = await withRemote(async (store, { ctx }) => {
      await send({ ctx }, 'DELETE', `/${name}`);
      await store();
      return {
        sizeBytes: 7,
        isUtf8: async () => false,
        readAll: async () => content,
        readRange: () => new ReadableStream(),
        async close() {
          closed += 1;
        },
      };
    });
    expect((await send(node, 'GET', `/${name}`)).status).toBe(404);
    expect(outcomes).toEqual([
      'The file of this name was deleted, and a name is never used again.',
    ]);
    expect(closed).toBe(1);
    expect(await node.ctx.storage.open(name)).toBeUndefined();
  });

  it('is a 503 where the peer that has it does not send it', async () => {
    const { node } = await withRemote(async () => ({
      sizeBytes: 7,
      isUtf8: async () => false,
      readAll: () => Promise.reject(new RemoteFileError('it did not respond')),
      readRange: () => new ReadableStream(),
      close: async () => undefined,
    }));
    const response = await send(node, 'GET', `/${name}`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.text()).toBe('A peer did not send the file: it did not respond.\n');
    expect(node.logLines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a peer that reads a file here', () => {
  it('gets it once its commit is over and durable', async () => {
    const node = await createTestContext();
    const response = await send(node, 'PUT', '/file.txt', { body: 'content' });
    const path = response.headers.get('location') as string;
    const synced: string[] = [];
    const ctx = {
      ...node.ctx,
      storage: { ...node.ctx.storage, ensureDurable: async (one: string) => void synced.push(one) },
    };
    let free = (): void => undefined;
    const held = ctx.nameLocks.withLock(path.slice(1) as never, () => {
      return new Promise<void>((resolve) => {
        free = resolve;
      });
    });
    let isOver = false;
    const reading = send({ ctx }, 'GET', path, { headers: peerHeaders }).finally(() => {
      isOver = true;
    });
    expect((await send({ ctx }, 'GET', path)).status).toBe(200);
    expect([isOver, synced]).toEqual([false, []]);
    free();
    await held;
    expect((await reading).status).toBe(200);
    expect(synced).toEqual([path.slice(1)]);
  });
});
