import { beforeEach, describe, expect, it } from 'vitest';
import { TooLargeError } from '../../../../lib/errors/domain-errors.ts';
import type { SpooledContent } from '../../../../lib/object-store/object-store.ts';
import type { ObjectStorage } from '../../../../lib/objects/object-storage.ts';
import { CorruptFileError } from '../../../../lib/storage/verification.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { readStored } from '../../../support/disk/nested-files.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestSpool } from '../../../support/objects/create-test-spool.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';
import { openTestObjects } from '../../../support/objects/open-test-objects.ts';

const text = 'ü123456789'.repeat(200_000);
const bytes = new TextEncoder().encode(text);
const name = nameOf('large.txt', text);

let store: MemoryObjectStore;
let storage: ObjectStorage;
let disk: MemoryDisk;
/** How often the content was read. */
let reads: number;

beforeEach(async () => {
  store = createMemoryObjectStore();
  disk = createMemoryDisk();
  reads = 0;
  await openStorage();
});

async function openStorage(): Promise<void> {
  ({ storage } = await openTestObjects(store, { spool: createTestSpool(disk.mount()) }));
}

/** A content of a size, whose bytes are what `now` says at each reading. */
function contentOf(sizeBytes: number, now: () => Uint8Array): SpooledContent {
  return {
    sizeBytes,
    async *read() {
      reads += 1;
      const current = now();
      for (let at = 0; at < current.length; at += 100_000) yield current.slice(at, at + 100_000);
      yield new Uint8Array();
    },
  };
}

async function storeContent(content: SpooledContent, isText = true): Promise<string> {
  const staged = await storage.stageContent(content, isText);
  try {
    await staged.prepare(name);
    await staged.commit({ replacing: 'absent' });
    return staged.sha1;
  } finally {
    await staged.dispose();
  }
}

describe('a content that is kept elsewhere', () => {
  it('is hashed and sent without a spool, again where the store fails', async () => {
    disk.intercept = ({ operation }) => {
      if (operation === 'create') throw new Error('It was spooled.');
    };
    expect(name).toContain(await storeContent(contentOf(bytes.length, () => bytes)));
    expect(reads).toBe(2);
    expect(await readStored(storage, name)).toBe(text);
    expect(store.objects.get(name)?.isUtf8).toBe(true);
  });

  it('is read once where it fits into memory', async () => {
    await storeContent(
      contentOf(5, () => bytes.slice(0, 5)),
      false,
    );
    expect([reads, store.objects.get(name)?.isUtf8]).toEqual([1, undefined]);
    await storage.remove(name);
  });

  it.each([
    ['other bytes', bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte))],
    ['fewer bytes', bytes.slice(1)],
    ['more bytes', new Uint8Array([...bytes, 0])],
  ])('never has its name with %s than were hashed', async (_, later) => {
    const content = contentOf(bytes.length, () => (reads === 1 ? bytes : later));
    await expect(storeContent(content)).rejects.toThrow(CorruptFileError);
    expect(store.objects.size).toBe(0);
  });

  it('is not sent to its end where it changes', async () => {
    let sent = 0;
    const { putIfAbsent } = store;
    store.putIfAbsent = async (key, body, facts) => {
      for await (const chunk of (body as SpooledContent).read()) sent += chunk.length;
      return await putIfAbsent(key, body, facts);
    };
    await openStorage();
    const changed = bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
    const content = contentOf(bytes.length, () => (reads === 1 ? bytes : changed));
    await expect(storeContent(content)).rejects.toThrow(CorruptFileError);
    expect(sent).toBeGreaterThan(bytes.length - 200_000);
    expect(sent).toBeLessThan(bytes.length);
  });

  it('is refused where it is not as large as it was said to be', async () => {
    for (const size of [3, bytes.length - 1, bytes.length + 1]) {
      await expect(storeContent(contentOf(size, () => bytes))).rejects.toThrow(CorruptFileError);
    }
  });

  it('is not read beyond 5 GiB', async () => {
    const content = contentOf(6 * 1024 ** 3, () => bytes);
    await expect(storeContent(content)).rejects.toThrow(TooLargeError);
    expect(reads).toBe(0);
  });
});
